"""The work itself: registry, catalog, inspections, planning."""
