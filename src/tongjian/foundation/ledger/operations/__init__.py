"""Every way to change the ledger besides `trail.record` and `trail.publish`."""
