"""登记执法人员。"""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Officer
from tongjian.foundation.org.operations._people import find_agency, lock_user
from tongjian.foundation.org.policies import can_manage_officers_of


@transaction.atomic
def register_officer(
    *,
    actor: Actor,
    agency_id: UUID,
    name: str,
    certificate_number: str,
    certificate_until: date,
    certificate_from: date | None = None,
    user_id: UUID | None = None,
    is_auxiliary: bool = False,
) -> Officer:
    """A certificate belongs to one officer; `certificate_until` is exclusive. Auxiliary staff never count (V03)."""
    agency = find_agency(agency_id)
    require(can_manage_officers_of(actor, agency))
    name, number = name.strip(), certificate_number.strip()
    if not name or not number:
        raise RuleViolated("officer_incomplete", "姓名和执法证号不能为空。")
    if certificate_from and certificate_from >= certificate_until:
        raise RuleViolated("certificate_dates", "执法证有效期应当晚于发证日期。")
    if Officer.objects.filter(certificate_number=number).exists():
        raise Conflict("certificate_taken", f"执法证号 {number} 已经登记。")
    user = lock_user(actor, user_id) if user_id else None
    if user is not None and Officer.objects.filter(user=user).exists():
        raise Conflict("user_is_officer", "这个用户已经登记为执法人员。")
    officer = Officer.objects.create(
        agency=agency,
        user=user,
        name=name,
        certificate_number=number,
        certificate_from=certificate_from,
        certificate_until=certificate_until,
        is_auxiliary=is_auxiliary,
    )
    data = {"agency_id": str(agency.pk), "certificate_until": certificate_until.isoformat()}
    record(actor, "officer.registered", officer, **data)
    return officer
