"""Every way to change a plan."""
