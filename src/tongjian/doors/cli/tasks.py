"""What the worker does for the whole installation; also makes known what the host leaves in the ledger."""

from tongjian.doors.cli.archive import events as events
