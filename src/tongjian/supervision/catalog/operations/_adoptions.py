"""What the acts on adoptions share."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from tongjian.foundation.casework.operations import end_todos, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import Agency
from tongjian.supervision.catalog.choices import AdoptionState
from tongjian.supervision.catalog.models import Adoption
from tongjian.supervision.catalog.policies import visible_adoptions

REVIEW = "review_adoptions"
_LISTED = 200


def codes_of(codes: Iterable[str]) -> str:
    """The codes as they stand in the ledger: up to 200 in words, more as the hash of their lines."""
    listed = sorted(codes)
    if len(listed) <= _LISTED:
        return " ".join(listed)
    return "sha256:" + hashlib.sha256("\n".join(listed).encode()).hexdigest()


def ask_to_review(actor: Actor, agency: Agency) -> None:
    open_todo(
        actor=actor,
        matter=agency,
        step=REVIEW,
        title="审核公布本部门领用的监管事项",
        agency_id=agency.pk,
        url=reverse("catalog:review-adoptions"),
        capability="catalog.review",
    )


def end_review(actor: Actor, agency: Agency) -> None:
    """The reviewers' to-do ends with the last choice that waits for them."""
    if not Adoption.objects.filter(agency=agency, state=AdoptionState.REVIEW).exists():
        end_todos(actor=actor, matter=agency, step=REVIEW, agency_id=agency.pk)


def lock_waiting(actor: Actor, adoption_ids: Sequence[UUID] | None) -> list[Adoption]:
    """Choices that wait in the actor's department: these, all of them visible, or every one."""
    seen: QuerySet[Adoption] = visible_adoptions(actor).filter(state=AdoptionState.REVIEW, agency=actor.agency_id)
    if adoption_ids is not None:
        seen = seen.filter(pk__in=set(adoption_ids))
    locked = Adoption.objects.select_for_update(of=("self",)).select_related("item")
    waiting = list(locked.filter(pk__in=seen.values("pk")).order_by("pk"))
    if not waiting or (adoption_ids is not None and len(waiting) != len(set(adoption_ids))):
        raise NotFound("adoption_not_found", "没有待审核的领用，或者其中有的已经办结。")
    return waiting
