"""Pages of handbooks."""
