"""How often at most, for those who are inspected."""
