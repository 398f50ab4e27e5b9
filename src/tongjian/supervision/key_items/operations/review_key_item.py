"""年度复核。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.key_items.choices import ReviewOutcome
from tongjian.supervision.key_items.models import YearlyReview
from tongjian.supervision.key_items.operations._lock import lock_version
from tongjian.supervision.key_items.operations._removal import begin_removal
from tongjian.supervision.key_items.operations._todos import YEARLY, ask_to_change, begin_year, end_asking
from tongjian.supervision.key_items.policies import can_edit
from tongjian.supervision.key_items.queries import REVIEW_CLOCK
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


@transaction.atomic
def review_key_item(*, actor: Actor, version_id: UUID, outcome: str, reason: str) -> YearlyReview:
    """Kept, to be changed or to be removed, with the reason; the next year begins. To be changed: its agency gets the
    to-do to write the new version. To be removed: it stays on the list until a second person agrees."""
    version = lock_version(actor, version_id)
    require(can_edit(actor, version))
    assert actor.agency_id is not None  # whoever may edit acts for one
    VERSION_WORKFLOW.check("review", state=version.state)
    if outcome not in ReviewOutcome.values:
        raise RuleViolated("outcome_unknown", "请选择复核结论：保留、调整或者移出。", field="outcome")
    reason = required_words(reason, "reason_missing", "请说明复核结论的理由。", field="reason")
    key_item = version.key_item
    in_time = meet_clock(actor=actor, matter=key_item, parameter_code=REVIEW_CLOCK)
    review = YearlyReview.objects.create(
        key_item=key_item, version=version, outcome=outcome, reason=reason, agency_id=actor.agency_id,
        by=actor.user_id, at=timezone.now(), is_in_time=in_time,
    )  # fmt: skip
    end_asking(actor, key_item, YEARLY)
    begin_year(actor, version)
    record(
        actor, "key_item.reviewed", key_item, code=key_item.code, number=version.number, outcome=outcome,
        reason=reason, in_time=in_time,
    )  # fmt: skip
    if outcome == ReviewOutcome.CHANGE:
        ask_to_change(actor, version, review.agency_id)
    if outcome == ReviewOutcome.REMOVE:
        begin_removal(actor, version, reason)
    return review
