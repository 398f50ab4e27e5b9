"""Whose turn it is with a version: the reviewers after it was handed in, its author after it came back."""

from django.urls import reverse

from tongjian.foundation.casework.operations import end_todos, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import ItemVersion

REVIEW, MEND = "review_items", "mend_item"


def ask_reviewers(actor: Actor, version: ItemVersion) -> None:
    """One to-do for all that an agency hands in for one kind of department: five hundred items are one matter."""
    end_todos(actor=actor, matter=version, step=MEND)
    if version.submitted_by_id is None:
        return
    kind = version.item.agency_kind
    open_todo(
        actor=actor,
        matter=kind,
        step=REVIEW,
        title=f"审核发布送审的监管事项：{kind.title}",
        agency_id=version.submitted_by_id,
        url=reverse("catalog:publish-many"),
        capability="catalog.review",
    )


def ask_author(actor: Actor, version: ItemVersion) -> None:
    if version.submitted_by_id is None:
        return
    open_todo(
        actor=actor,
        matter=version,
        step=MEND,
        title=f"修改退回的事项：{version.item.title}"[:200],
        agency_id=version.submitted_by_id,
        url=version.item.get_absolute_url(),
        capability="catalog.edit",
        user_id=version.created_by,
    )


def end_review(actor: Actor, version: ItemVersion) -> None:
    """The reviewers' to-do ends with the last version that waits for them."""
    waiting = ItemVersion.objects.filter(
        item__agency_kind=version.item.agency_kind_id,
        submitted_by=version.submitted_by_id,
        state=VersionState.REVIEW,
    )
    if version.submitted_by_id and not waiting.exists():
        end_todos(actor=actor, matter=version.item.agency_kind, step=REVIEW, agency_id=version.submitted_by_id)
