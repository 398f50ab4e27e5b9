"""公布检查频次上限。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import CapState
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.catalog.operations._caps import end_earlier, end_review, lock_cap, recorded, refuse_conflict
from tongjian.supervision.catalog.policies import can_review_cap
from tongjian.supervision.catalog.workflow import CAP_WORKFLOW


@transaction.atomic
def publish_cap(*, actor: Actor, cap_id: UUID, valid_from: date | None = None) -> FrequencyCap:
    """In force from today or a later day, where the one about the same ends. What a higher level published in the
    meantime counts."""
    cap = lock_cap(actor, cap_id)
    require(can_review_cap(actor, cap))
    target = CAP_WORKFLOW.check("publish", state=cap.state).target
    starts = valid_from or timezone.localdate()
    if starts < timezone.localdate():
        raise RuleViolated("backdated", "施行日期不能早于今天。", field="valid_from")
    refuse_conflict(cap, starts)
    end_earlier(cap, starts)
    cap.state, cap.valid_from, cap.reviewed_by = CapState(target), starts, actor.user_id
    cap.save(update_fields=["state", "valid_from", "reviewed_by"])
    end_review(actor, cap)
    record(actor, "cap.published", cap, **recorded(cap), valid_from=starts.isoformat())
    return cap
