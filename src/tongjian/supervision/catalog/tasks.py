"""What the worker does for the catalogue."""

from uuid import UUID

from django_tasks import task

from tongjian.foundation.org.models import User
from tongjian.foundation.org.queries import actor_for
from tongjian.supervision.catalog import operations


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
