"""终止执法委托。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.choices import RecordState
from tongjian.supervision.duties.models import CommissionedBody
from tongjian.supervision.duties.operations._registers import end_asking, lock_commission, reason_of
from tongjian.supervision.duties.policies import can_end
from tongjian.supervision.duties.workflow import RECORD_WORKFLOW


@transaction.atomic
def end_commission(*, actor: Actor, body_id: UUID, reason: str) -> CommissionedBody:
    """From today on the body may not check any more (V04)."""
    body = lock_commission(actor, body_id)
    target = RECORD_WORKFLOW.check("end", state=body.state).target
    require(can_end(actor, body))
    body.end_reason, body.ended_on = reason_of(reason), timezone.localdate()
    body.state = RecordState(target)
    body.save(update_fields=["state", "ended_on", "end_reason"])
    end_asking(actor, body)
    data = {"code": body.code, "reason": body.end_reason, "ended_on": body.ended_on.isoformat()}
    record(actor, "commission.ended", body, **data)
    return body
