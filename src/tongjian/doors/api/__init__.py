"""/api/v1 for other systems."""
