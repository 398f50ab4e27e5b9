"""What the worker does for the catalogue."""

from datetime import timedelta
from typing import Any

from tongjian.foundation.exchange import intake
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.foundation.rulebook.operations import link_rules
from tongjian.supervision.catalog import operations

intake.declare(Dataset.ITEMS, stage=operations.stage_items, apply=operations.apply_items)
intake.declare(Dataset.OFFICERS, stage=operations.stage_officers, apply=operations.apply_officers)
intake.declare(Dataset.CHECKLISTS, stage=operations.stage_checklists, apply=operations.apply_checklists)


@recurring("catalog.link_clauses", every=timedelta(hours=1))
def link_clauses() -> dict[str, Any]:
    """Hangs items, check points and rules on the clauses they cite."""
    actor = Actor.system("定时任务：挂接依据条款", "rulebook.link")
    return {"rules": link_rules(actor=actor), **operations.link_clauses(actor=actor)}


def ask_owners(event: dict[str, Any]) -> None:
    """Hears `rulebook.clause_change_decided`."""
    change = ClauseChange.objects.get(pk=event["change_id"])
    if event["is_approved"] and change.concerns_citers:
        actor = Actor.system("事件：条款变更", "catalog.ask_for_adjustment", "catalog.view", "rulebook.view")
        operations.ask_for_adjustment(actor=actor, change=change)
