"""合规手册：what those in a line of business must keep to, from the items and check points in force (一业一册)."""
