"""重点事项：what several departments must watch above all, why, and who leads it at each level."""
