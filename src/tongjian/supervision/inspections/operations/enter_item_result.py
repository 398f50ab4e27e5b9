"""登记事项检查结果。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections.choices import Outcome
from tongjian.supervision.inspections.models import ItemResult, VisitItem
from tongjian.supervision.inspections.operations._lock import lock_item
from tongjian.supervision.inspections.operations._results import known_outcome, require_author


@transaction.atomic
def enter_item_result(*, actor: Actor, item_id: UUID, outcome: str, note: str = "") -> ItemResult:
    """Appends a result; the newest counts. 不合格 says what was found; 合格 contradicts a failed check point."""
    item = lock_item(actor, item_id)
    author = require_author(actor, item.team)
    result = known_outcome(outcome)
    if result == Outcome.FAIL:
        note = required_words(note, "note_missing", "结果为不合格的，应当写明发现的问题。")
    if result == Outcome.PASS and _has_failed_point(item):
        raise RuleViolated("result_contradicts_points", "有检查要点不合格，事项结果不能为合格。")
    row = ItemResult.objects.create(item=item, outcome=result, note=note.strip(), by=author, at=timezone.now())
    record(
        actor,
        "visit.result_entered",
        item.team.visit,
        agency_id=str(item.team.agency_id),
        item=item.item_version.item.code,
        outcome=str(result),
    )
    return row


def _has_failed_point(item: VisitItem) -> bool:
    newest = {answer.check_point_id: answer.outcome for answer in item.answers.all()}
    return Outcome.FAIL in newest.values()
