"""Pages of consolidation: what departments plan over the same firms, rounds, proposals."""
