"""The command line `tongjian`."""
