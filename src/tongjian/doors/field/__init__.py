"""现场: The phone pages of inspectors."""
