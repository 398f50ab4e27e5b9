"""Pages of annual plans."""
