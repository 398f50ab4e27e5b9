"""Every way to change the rulebook."""

from tongjian.foundation.rulebook import events
from tongjian.foundation.rulebook.operations.load_reference import load_reference

__all__ = ["events", "load_reference"]
