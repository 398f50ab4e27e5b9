"""What the worker does for the register."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django_tasks import task

from tongjian.foundation.exchange import intake
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.org.models import User
from tongjian.foundation.org.queries import actor_for
from tongjian.supervision.registry.operations import (
    apply_entities,
    apply_grades,
    refresh_search,
    stage_entities,
    stage_grades,
)

intake.declare(Dataset.ENTITIES, stage=stage_entities, apply=apply_entities)
intake.declare(Dataset.GRADES, stage=stage_grades, apply=apply_grades)


@task()
def stage_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int | str]:
    """Checks a batch whose columns a person confirmed, in that person's name. Safe to run twice; a file that turns out
    to be unusable is refused, and the batch says why."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    try:
        batch = stage_entities(actor=actor, batch_id=UUID(batch_id))
    except (RuleViolated, IllegalTransition) as refusal:
        return {"refused": refusal.code}
    return {"accepted": batch.accepted, "rejected": batch.rejected}


@task()
def stage_grade_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int | str]:
    """As `stage_import`, for a file of grades."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    try:
        batch = stage_grades(actor=actor, batch_id=UUID(batch_id))
    except (RuleViolated, IllegalTransition) as refusal:
        return {"refused": refusal.code}
    return {"accepted": batch.accepted, "rejected": batch.rejected}


@task()
def apply_grade_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int]:
    """As `apply_import`, for a file of grades."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    batch = apply_grades(actor=actor, batch_id=UUID(batch_id))
    return {"created": batch.created, "updated": batch.updated, "unchanged": batch.unchanged}


@task()
def apply_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int]:
    """Applies a staged batch in the name of whoever asked, with what that person may do by now. Safe to run twice."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    batch = apply_entities(actor=actor, batch_id=UUID(batch_id))
    return {"created": batch.created, "updated": batch.updated, "unchanged": batch.unchanged}


@recurring("registry.refresh_search", every=timedelta(seconds=20))
def refresh_search_texts() -> dict[str, Any]:
    """What imports and corrections changed since is found by initials and through the index too."""
    return {"entities": refresh_search(actor=Actor.system("定时任务：更新检索", "registry.reindex"))}
