"""What departments are going to check this year, for everybody."""
