"""撤销机关。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.org.choices import SuccessionKind
from tongjian.foundation.org.events import AgencySucceeded
from tongjian.foundation.org.models import Agency, Succession
from tongjian.foundation.org.operations._people import find_agency, lock_agency
from tongjian.foundation.org.operations._succession import end_agency
from tongjian.foundation.org.policies import can_manage_agencies


@transaction.atomic
def abolish_agency(*, actor: Actor, agency_id: UUID, reason: str, successor_id: UUID | None = None) -> Agency:
    """From today the agency is no more: its posts, enforcement status and keys end with it, and the agencies below
    answer to the successor, or else to the superior it had. Its officers are registered anew by whoever takes them;
    its to-dos follow to the successor. Where people go over as well, `merge_agencies` is meant.
    """
    agency = lock_agency(agency_id)
    require(can_manage_agencies(actor))
    successor = find_agency(successor_id) if successor_id else None
    if successor == agency:
        raise RuleViolated("own_successor", "机关不能由自己承接。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明理由。")
    today = timezone.localdate()
    agency.posts.filter(valid_until=None).update(valid_until=today)
    agency.officers.filter(is_active=True).update(is_active=False)
    end_agency(agency, successor, today, at=timezone.now())
    heir = successor.code if successor else ""
    entry = record(
        actor, "agency.abolished", agency, valid_until=today.isoformat(), successor=heir, reason=reason.strip()
    )
    if successor is not None:
        Succession.objects.create(
            predecessor=agency,
            successor=successor,
            kind=SuccessionKind.MERGE,
            document=reason.strip()[:200],
            effective_on=today,
        )
        publish(entry, AgencySucceeded(str(agency.pk), str(successor.pk)))
    return agency
