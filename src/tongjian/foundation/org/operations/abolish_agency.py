"""撤销机关。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.operations._people import find_agency, lock_agency
from tongjian.foundation.org.policies import can_manage_agencies


@transaction.atomic
def abolish_agency(*, actor: Actor, agency_id: UUID, reason: str, successor_id: UUID | None = None) -> Agency:
    """From today the agency is no more: its posts, enforcement status and keys end with it, and the agencies below
    answer to the successor, or else to the superior it had. Its officers are registered anew by whoever takes them.
    """
    agency = lock_agency(agency_id)
    require(can_manage_agencies(actor))
    successor = find_agency(successor_id) if successor_id else None
    if successor == agency:
        raise RuleViolated("own_successor", "机关不能由自己承接。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明理由。")
    today = timezone.localdate()
    agency.valid_until, agency.successor = today, successor
    agency.save(update_fields=["valid_until", "successor"])
    agency.posts.filter(valid_until=None).update(valid_until=today)
    agency.enforcement_statuses.filter(valid_until=None).update(valid_until=today)
    agency.api_keys.filter(revoked_at=None).update(revoked_at=timezone.now())
    agency.officers.filter(is_active=True).update(is_active=False)
    _hand_on_subordinates(agency)
    heir = successor.code if successor else ""
    record(actor, "agency.abolished", agency, valid_until=today.isoformat(), successor=heir, reason=reason.strip())
    return agency


def _hand_on_subordinates(agency: Agency) -> None:
    if agency.successor is not None:
        others = agency.line_subordinates.exclude(pk=agency.successor.pk)
        others.update(line_superior=agency.successor)
    agency.line_subordinates.update(line_superior=agency.line_superior)
