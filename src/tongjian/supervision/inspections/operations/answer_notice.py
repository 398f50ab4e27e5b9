"""答复监督提醒。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import WatchAnswer
from tongjian.supervision.inspections.models import WatchPart
from tongjian.supervision.inspections.operations._notices import ANSWER_WITHIN, lock_part


@transaction.atomic
def answer_notice(*, actor: Actor, part_id: UUID, answer: str, note: str) -> WatchPart:
    """A department explains or says what it corrected. With the last answer the notice is closed."""
    part = lock_part(actor, part_id)
    require(policies.can_answer_notice(actor, part))
    if answer not in WatchAnswer.values:
        raise RuleViolated("answer_unknown", "答复只能是已说明或者已纠正。")
    part.answer = WatchAnswer(answer)
    part.note = required_words(note, "note_missing", "请写明原因，或者纠正了什么。")
    part.answered_by, part.answered_at = actor.user_id, timezone.now()
    part.save(update_fields=["answer", "note", "answered_by", "answered_at"])
    meet_clock(actor=actor, matter=part, parameter_code=ANSWER_WITHIN)
    end_todos(actor=actor, matter=part)
    notice = part.notice
    if not notice.parts.filter(answer="").exists():
        notice.closed_at = part.answered_at
        notice.save(update_fields=["closed_at"])
    record(
        actor, "watch.answered", notice,
        rule=notice.rule, agency_id=str(part.agency_id), answer=str(part.answer), note=part.note,
    )  # fmt: skip
    return part
