"""哪些检查与我有关：items and scenarios for one enterprise or one industry."""
