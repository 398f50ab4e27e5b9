"""Every read of plans worth a name."""
