"""一件事 in force, for the public."""
