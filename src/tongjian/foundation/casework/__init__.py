"""办件：clocks, to-dos, participation, hand-over, numbering, documents."""
