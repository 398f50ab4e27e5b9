"""退回监督提醒的答复。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.models import WatchPart
from tongjian.supervision.inspections.operations._notices import ask_part, lock_part


@transaction.atomic
def return_answer(*, actor: Actor, part_id: UUID, note: str) -> WatchPart:
    """The coordinator or a superior finds that an answer explains nothing: the department answers again, with a new
    clock, and the notice is open again. What was answered stays in the ledger."""
    part = lock_part(actor, part_id)
    require(policies.can_return_answer(actor, part))
    part.returned_note = required_words(note, "note_missing", "退回答复应当说明理由。")
    part.returned_at, part.answer, part.note = timezone.now(), "", ""
    part.answered_by = part.answered_at = None
    part.save(update_fields=["returned_note", "returned_at", "answer", "note", "answered_by", "answered_at"])
    notice = part.notice
    notice.closed_at = None
    notice.save(update_fields=["closed_at"])
    ask_part(actor, part)
    record(
        actor, "watch.answer_returned", notice,
        rule=notice.rule, agency_id=str(part.agency_id), note=part.returned_note,
    )  # fmt: skip
    return part
