"""What the worker does for clocks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tongjian.foundation.casework import operations
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.rulebook.models import RuleChange


@recurring("casework.check_clocks", every=timedelta(minutes=5))
def check_clocks() -> dict[str, Any]:
    return operations.check_clocks(actor=Actor.system("定时任务：检查时限", "casework.run_clocks"))


def recompute_clocks(event: dict[str, Any]) -> None:
    """Hears `rulebook.calendar_loaded`."""
    operations.recompute_provisional_clocks(actor=Actor.system("定时任务：重算时限", "casework.run_clocks"))


def ask_for_decision(event: dict[str, Any]) -> None:
    """Hears `rulebook.change_proposed`: whoever may approve rules in the proposing agency has a to-do."""
    change = RuleChange.objects.get(pk=event["change_id"])
    if not event["agency_id"] or change.decided_at:
        return
    operations.open_todo(
        actor=Actor.system("事件：规则变更", "casework.run_clocks"),
        matter=change,
        step="decide",
        title=f"复核规则变更：{change}"[:200],
        agency_id=UUID(event["agency_id"]),
        url=change.get_absolute_url(),
        capability="rulebook.approve",
    )


def end_decision(event: dict[str, Any]) -> None:
    """Hears `rulebook.change_decided`."""
    change = RuleChange.objects.get(pk=event["change_id"])
    operations.end_todos(actor=Actor.system("事件：规则变更", "casework.run_clocks"), matter=change, step="decide")
