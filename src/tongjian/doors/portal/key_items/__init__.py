"""重点事项 on the list, for the public."""
