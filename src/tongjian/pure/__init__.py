"""Mathematics that knows no Django: only the standard library and numpy."""
