"""公布执法主体资格。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import EnforcementStatus
from tongjian.foundation.org.operations._people import lock_agency
from tongjian.foundation.org.policies import can_manage_agencies


@transaction.atomic
def publish_enforcement_status(
    *, actor: Actor, agency_id: UUID, basis: str, valid_from: date | None = None
) -> EnforcementStatus:
    """The government confirmed the agency as an enforcement subject (晋政办发〔2025〕9号 第1–2条)."""
    agency = lock_agency(agency_id)
    require(can_manage_agencies(actor))
    if agency.kind.is_deliberative:
        raise RuleViolated("deliberative_body", "议事协调机构不能作为检查主体。", "国办发〔2024〕54号")
    if not basis.strip():
        raise RuleViolated("basis_missing", "请填写确认依据（文号或公告）。")
    if agency.enforcement_statuses.filter(valid_until=None).exists():
        raise RuleViolated("already_published", "这个机关的执法主体资格已经公布。")
    today = timezone.localdate()
    status = EnforcementStatus.objects.create(
        agency=agency, basis=basis.strip(), published_at=today, valid_from=valid_from or today
    )
    data = {"basis": status.basis, "valid_from": status.valid_from.isoformat()}
    record(actor, "agency.enforcement_published", agency, **data)
    return status
