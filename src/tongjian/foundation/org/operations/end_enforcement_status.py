"""终止执法主体资格。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import EnforcementStatus
from tongjian.foundation.org.policies import can_manage_agencies


@transaction.atomic
def end_enforcement_status(*, actor: Actor, agency_id: UUID, reason: str) -> EnforcementStatus:
    """From today on the agency may not check (V01)."""
    statuses = EnforcementStatus.objects.select_related("agency").select_for_update(of=("self",))
    status = statuses.filter(agency=agency_id, valid_until=None).first()
    if status is None:
        raise NotFound("status_not_found", "这个机关没有有效的执法主体资格。")
    require(can_manage_agencies(actor))
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明理由。")
    status.valid_until = timezone.localdate()
    status.save(update_fields=["valid_until"])
    data = {"valid_until": status.valid_until.isoformat(), "reason": reason.strip()}
    record(actor, "agency.enforcement_ended", status.agency, **data)
    return status
