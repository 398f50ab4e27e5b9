"""Every change of a handbook starts here, so that two never work on the same one."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.handbooks.models import Edition, Handbook, Line
from tongjian.supervision.handbooks.policies import can_change, visible_editions, visible_handbooks
from tongjian.supervision.handbooks.queries import ready

_MISSING = ("handbook_not_found", "没有这本合规手册，或者您无权查看。")


def lock_handbook(actor: Actor, handbook_id: UUID) -> Handbook:
    seen = visible_handbooks(actor).filter(pk=handbook_id).values("pk")
    handbook = Handbook.objects.select_for_update().filter(pk__in=seen).first()
    if handbook is None:
        raise NotFound(*_MISSING)
    return handbook


def lock_edition(actor: Actor, edition_id: UUID) -> Edition:
    """The edition as it is once its handbook is locked."""
    known = visible_editions(actor).filter(pk=edition_id).values_list("handbook", flat=True).first()
    if known is None:
        raise NotFound(*_MISSING)
    lock_handbook(actor, known)
    edition = ready(visible_editions(actor).filter(pk=edition_id)).first()
    if edition is None:
        raise NotFound(*_MISSING)
    return edition


def lock_draft(actor: Actor, edition_id: UUID) -> Edition:
    """A draft the actor may change."""
    edition = lock_edition(actor, edition_id)
    require(can_change(actor, edition))
    return edition


def lock_line(actor: Actor, line_id: UUID) -> tuple[Edition, Line]:
    """A line of a draft the actor may change, as it is once its handbook is locked."""
    known = (
        Line.objects.filter(pk=line_id, edition__in=visible_editions(actor)).values_list("edition", flat=True).first()
    )
    if known is None:
        raise NotFound("line_not_found", "没有这个条目，或者您无权查看。")
    edition = lock_draft(actor, known)
    line = Line.objects.select_related("addition").filter(pk=line_id, edition=edition).first()
    if line is None:
        raise NotFound("line_not_found", "没有这个条目，或者您无权查看。")
    return edition, line
