"""终止职责。"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.models import Duty
from tongjian.supervision.duties.operations._matrix import end_rows, lock_matrix
from tongjian.supervision.duties.policies import can_settle
from tongjian.supervision.duties.queries import get_duty


@transaction.atomic
def end_duty(*, actor: Actor, duty_id: UUID, reason: str) -> Duty:
    """From today on; what was in force stays readable."""
    duty = get_duty(actor, duty_id)
    require(can_settle(actor, duty.region_id))
    lock_matrix(duty.region_id)
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明终止的理由。", field="reason")
    if not end_rows(Q(pk=duty.pk), timezone.localdate()):
        raise NotFound("duty_not_found", "这条职责已经终止。")
    duty.refresh_from_db()
    record(
        actor, "duty.ended", duty.item, region=duty.region_id, item=duty.item.code, stage=duty.stage,
        department=duty.agency_kind_id, role=duty.role, reason=reason.strip(),
        valid_until=duty.valid_until.isoformat() if duty.valid_until else "",
    )  # fmt: skip
    return duty
