"""What the worker does for the register."""

from uuid import UUID

from django_tasks import task

from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.org.models import User
from tongjian.foundation.org.queries import actor_for
from tongjian.supervision.registry.operations import apply_entities, stage_entities


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
def apply_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int]:
    """Applies a staged batch in the name of whoever asked, with what that person may do by now. Safe to run twice."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    batch = apply_entities(actor=actor, batch_id=UUID(batch_id))
    return {"created": batch.created, "updated": batch.updated, "unchanged": batch.unchanged}
