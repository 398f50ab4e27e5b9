"""Public pages of draws: what was drawn, with everything needed to compute it again."""
