"""Doors: equal and thin; they never see each other and never write through the ORM."""
