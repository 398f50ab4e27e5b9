"""What the worker does for the catalogue."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django_tasks import task

from tongjian.foundation.exchange import intake
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.org.models import User
from tongjian.foundation.org.queries import actor_for
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.foundation.rulebook.operations import link_rules
from tongjian.supervision.catalog import operations

intake.declare(Dataset.ITEMS, stage=operations.stage_items, apply=operations.apply_items)
intake.declare(Dataset.OFFICERS, stage=operations.stage_officers, apply=operations.apply_officers)
intake.declare(Dataset.CHECKLISTS, stage=operations.stage_checklists, apply=operations.apply_checklists)


@task()
def stage_item_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int | str]:
    """Checks a batch whose columns a person confirmed, in that person's name. Safe to run twice; a file that turns out
    to be unusable is refused, and the batch says why."""
    return _stage(operations.stage_items, batch_id, user_id, post_id)


@task()
def stage_checklist_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int | str]:
    """As `stage_item_import`, for checklists."""
    return _stage(operations.stage_checklists, batch_id, user_id, post_id)


@task()
def stage_officer_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int | str]:
    """As `stage_item_import`, for the register of officers."""
    return _stage(operations.stage_officers, batch_id, user_id, post_id)


def _stage(stage: Callable[..., Batch], batch_id: str, user_id: str, post_id: str) -> dict[str, int | str]:
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    try:
        batch = stage(actor=actor, batch_id=UUID(batch_id))
    except (RuleViolated, IllegalTransition) as refusal:
        return {"refused": refusal.code}
    return {"accepted": batch.accepted, "rejected": batch.rejected}


@task()
def apply_item_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int]:
    """Applies a staged batch in the name of whoever asked, with what that person may do by now. Safe to run twice."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    batch = operations.apply_items(actor=actor, batch_id=UUID(batch_id))
    return {"created": batch.created, "updated": batch.updated, "unchanged": batch.unchanged}


@task()
def apply_checklist_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int]:
    """As `apply_item_import`, for checklists."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    batch = operations.apply_checklists(actor=actor, batch_id=UUID(batch_id))
    return {"created": batch.created, "updated": batch.updated, "unchanged": batch.unchanged}


@task()
def apply_officer_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int]:
    """As `apply_item_import`, for the register of officers."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    batch = operations.apply_officers(actor=actor, batch_id=UUID(batch_id))
    return {"created": batch.created, "updated": batch.updated, "unchanged": batch.unchanged}


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
