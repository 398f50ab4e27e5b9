"""数据交换：batches with their raw file, staged rows, findings and state (no transport)."""
