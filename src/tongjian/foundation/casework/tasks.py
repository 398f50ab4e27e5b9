"""What the worker does for clocks."""

from datetime import timedelta
from typing import Any

from tongjian.foundation.casework import operations
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring


@recurring("casework.check_clocks", every=timedelta(minutes=5))
def check_clocks() -> dict[str, Any]:
    return operations.check_clocks(actor=Actor.system("定时任务：检查时限", "casework.run_clocks"))


def recompute_clocks(event: dict[str, Any]) -> None:
    """Hears `rulebook.calendar_loaded`."""
    operations.recompute_provisional_clocks(actor=Actor.system("定时任务：重算时限", "casework.run_clocks"))
