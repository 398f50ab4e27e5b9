"""Handbooks for those who are inspected."""
