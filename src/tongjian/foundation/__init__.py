"""Who, when, by which rule, on what record."""
