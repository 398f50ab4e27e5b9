"""工作台: The workbench of officials."""
