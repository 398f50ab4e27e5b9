"""答复监督提醒。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import WatchAnswer
from tongjian.supervision.inspections.models import WatchNotice, WatchPart
from tongjian.supervision.inspections.operations._words import required_words
from tongjian.supervision.inspections.operations.open_notice import ANSWER_WITHIN


@transaction.atomic
def answer_notice(*, actor: Actor, part_id: UUID, answer: str, note: str) -> WatchPart:
    """A department explains or says what it corrected. With the last answer the notice is closed."""
    part = _lock(actor, part_id)
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


def _lock(actor: Actor, part_id: UUID) -> WatchPart:
    """The notice first: of the last two answers at once one closes it."""
    known = WatchPart.objects.filter(pk=part_id, notice__in=policies.visible_notices(actor)).values_list("notice")
    notice = WatchNotice.objects.select_for_update().filter(pk__in=known).first()
    if notice is None:
        raise NotFound("notice_not_found", "没有这条监督提醒，或者您无权查看。")
    part = WatchPart.objects.select_for_update(of=("self",)).get(pk=part_id)
    part.notice = notice
    return part
