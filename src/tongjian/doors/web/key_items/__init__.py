"""Pages of key items."""
