"""公众: Public pages."""
