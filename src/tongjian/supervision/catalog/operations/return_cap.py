"""退回检查频次上限。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import CapState
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.catalog.operations._caps import end_review, lock_cap, reason_of
from tongjian.supervision.catalog.policies import can_review_cap
from tongjian.supervision.catalog.workflow import CAP_WORKFLOW


@transaction.atomic
def return_cap(*, actor: Actor, cap_id: UUID, reason: str) -> FrequencyCap:
    """The second person does not agree and says why."""
    cap = lock_cap(actor, cap_id)
    require(can_review_cap(actor, cap))
    target = CAP_WORKFLOW.check("return", state=cap.state).target
    cap.state, cap.reason, cap.reviewed_by = CapState(target), reason_of(reason), actor.user_id
    cap.save(update_fields=["state", "reason", "reviewed_by"])
    end_review(actor, cap)
    record(actor, "cap.returned", cap, reason=cap.reason)
    return cap
