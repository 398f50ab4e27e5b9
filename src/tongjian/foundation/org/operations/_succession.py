"""What ends with an agency, what another takes over, and what is left for people to assign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Agency, Delegation, Officer, Post


@dataclass(frozen=True, slots=True)
class Carried:
    """How many posts and officers went over; `left` are the posts that ended without a new one, `released` the
    officers nobody took."""

    posts: int = 0
    officers: int = 0
    left: tuple[Post, ...] = ()
    released: tuple[Officer, ...] = ()

    def __add__(self, other: "Carried") -> "Carried":
        return Carried(
            self.posts + other.posts,
            self.officers + other.officers,
            self.left + other.left,
            self.released + other.released,
        )


def lock_agencies(agency_ids: Sequence[UUID]) -> dict[UUID, Agency]:
    """All of them or none; in one order, so that two reforms wait for each other."""
    agencies = Agency.objects.select_related("kind", "region", "line_superior").select_for_update(of=("self",))
    found = {agency.pk: agency for agency in agencies.filter(pk__in=agency_ids, valid_until=None).order_by("pk")}
    if len(found) != len(set(agency_ids)):
        raise NotFound("agency_not_found", "没有这些机关，或者有的机关已撤销。")
    return found


def require_document(document: str, effective_on: date, agencies: Sequence[Agency]) -> str:
    """Reforms are entered when they are in force: who acted until then did so for the agency as it was."""
    if not document.strip():
        raise RuleViolated("document_missing", "请填写机构改革的文号。")
    if effective_on > timezone.localdate():
        raise RuleViolated("effective_in_future", "生效日期还没有到，请在生效当日或者以后办理。")
    for agency in agencies:
        if agency.valid_from and agency.valid_from > effective_on:
            raise RuleViolated(
                "effective_too_early", f"{agency.name} {agency.valid_from} 才设立，生效日期不能早于它。"
            )
    return document.strip()


def carry(
    actor: Actor,
    agency: Agency,
    heirs: Mapping[UUID, Agency | None],
    *,
    default: Agency | None,
    document: str,
    on: date,
) -> Carried:
    """Every open post and every officer on duty goes to whom `heirs` names for it, else to `default`; to nobody where
    that is None. What stays with the agency itself is not touched."""
    posts, officers, left, released = 0, 0, [], []
    held = agency.posts.select_for_update(of=("self",)).select_related("user").filter(valid_until=None)
    for post in held.order_by("pk"):
        heir = heirs.get(post.pk, default)
        if heir == agency:
            continue
        end_post(actor, post, on)
        if heir is not None and _open(actor, post, heir, on):
            posts += 1
        else:
            left.append(post)
    for officer in agency.officers.select_for_update().filter(is_active=True).order_by("pk"):
        heir = heirs.get(officer.pk, default)
        if heir == agency:
            continue
        if heir is None:
            officer.is_active = False
            released.append(officer)
            record(actor, "officer.left", officer, reason=document)
        else:
            officer.agency = heir
            officers += 1
            record(actor, "officer.transferred", officer, agency_id=str(heir.pk), document=document)
        officer.save(update_fields=["agency", "is_active"])
    return Carried(posts, officers, tuple(left), tuple(released))


def end_post(actor: Actor, post: Post, on: date) -> None:
    """And whoever stands in for its holder."""
    post.valid_until = max(on, post.valid_from)
    post.save(update_fields=["valid_until"])
    for delegation in Delegation.objects.filter(post=post, valid_until__gt=post.valid_until):
        delegation.valid_until = max(post.valid_until, delegation.valid_from)
        delegation.save(update_fields=["valid_until"])
    record(actor, "post.closed", post, valid_until=post.valid_until.isoformat())


def _open(actor: Actor, post: Post, heir: Agency, on: date) -> bool:
    """False for a post the heir cannot have."""
    if post.role == Role.COORDINATOR and not heir.kind.is_coordinator:
        return False
    if Post.objects.filter(user=post.user_id, agency=heir, role=post.role, valid_until=None).exists():
        return True
    starts = max(on, post.valid_from)
    opened = Post.objects.create(
        user_id=post.user_id, agency=heir, role=post.role, title=post.title, valid_from=starts
    )
    data = {"agency_id": str(heir.pk), "role": post.role, "valid_from": starts.isoformat()}
    record(actor, "post.opened", opened, **data)
    return True


def end_agency(agency: Agency, successor: Agency | None, on: date, *, at: datetime) -> None:
    """Its enforcement status and keys end with it; those below answer to the successor, or else to the superior it
    had."""
    agency.valid_until, agency.successor = on, successor
    agency.save(update_fields=["valid_until", "successor"])
    agency.enforcement_statuses.filter(valid_until=None).update(valid_until=on)
    agency.api_keys.filter(revoked_at=None).update(revoked_at=at)
    if successor is not None:
        agency.line_subordinates.exclude(pk=successor.pk).update(line_superior=successor)
    agency.line_subordinates.update(line_superior=agency.line_superior)
