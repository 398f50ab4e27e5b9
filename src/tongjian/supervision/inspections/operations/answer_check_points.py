"""记录检查要点。"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.queries import check_points
from tongjian.supervision.inspections.models import Answer
from tongjian.supervision.inspections.operations._lock import lock_item
from tongjian.supervision.inspections.operations._results import known_outcome, require_author


@dataclass(frozen=True, slots=True, kw_only=True)
class PointAnswer:
    """`outcome` is a value of choices.Outcome."""

    check_point_id: UUID
    outcome: str
    note: str = ""


@transaction.atomic
def answer_check_points(*, actor: Actor, item_id: UUID, answers: Sequence[PointAnswer]) -> list[Answer]:
    """Appends answers to check points of the item's own checklist; the newest of a point counts. One ledger entry."""
    item = lock_item(actor, item_id)
    author = require_author(actor, item.team)
    known = {point.pk: point.number for point in check_points(item.item_version)}
    if not answers or any(answer.check_point_id not in known for answer in answers):
        raise RuleViolated("check_point_unknown", "检查要点不在这个事项的检查表中。")
    now = timezone.now()
    rows = Answer.objects.bulk_create(
        Answer(
            item=item,
            check_point_id=answer.check_point_id,
            outcome=known_outcome(answer.outcome),
            note=answer.note.strip(),
            by=author,
            at=now,
        )
        for answer in answers
    )
    record(
        actor,
        "visit.points_answered",
        item.team.visit,
        agency_id=str(item.team.agency_id),
        item=item.item_version.item.code,
        answers=[[known[row.check_point_id], str(row.outcome)] for row in rows],
    )
    return rows
