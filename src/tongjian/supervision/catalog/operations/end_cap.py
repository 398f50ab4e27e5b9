"""终止检查频次上限。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import CapState
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.catalog.operations._caps import lock_cap, reason_of
from tongjian.supervision.catalog.policies import can_review_cap
from tongjian.supervision.catalog.workflow import CAP_WORKFLOW


@transaction.atomic
def end_cap(*, actor: Actor, cap_id: UUID, reason: str) -> FrequencyCap:
    """No longer from today on; what a higher level published, or the rulebook, holds again."""
    cap = lock_cap(actor, cap_id)
    require(can_review_cap(actor, cap))
    target = CAP_WORKFLOW.check("end", state=cap.state).target
    today = timezone.localdate()
    cap.state, cap.reason = CapState(target), reason_of(reason)
    cap.valid_until = max(today, cap.valid_from or today)
    cap.save(update_fields=["state", "reason", "valid_until"])
    record(actor, "cap.ended", cap, reason=cap.reason, valid_until=cap.valid_until.isoformat())
    return cap
