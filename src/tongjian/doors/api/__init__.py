"""/api/v1 for other systems: the same queries and operations, another door."""
