"""机关更名。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.operations._people import lock_agency
from tongjian.foundation.org.policies import can_manage_agencies


@transaction.atomic
def rename_agency(*, actor: Actor, agency_id: UUID, name: str) -> Agency:
    """The same agency under the name it really bears; the shipped names follow the common pattern only."""
    agency = lock_agency(agency_id)
    require(can_manage_agencies(actor))
    before, name = agency.name, name.strip()
    if not name or len(name) > 100:
        raise RuleViolated("agency_name", "机关名称应为 1 至 100 个字。")
    if name == before:
        return agency
    if Agency.objects.filter(name=name, valid_until=None).exists():
        raise Conflict("agency_name_taken", f"已经有名为“{name}”的机关。")
    agency.name = name
    agency.save(update_fields=["name"])
    record(actor, "agency.renamed", agency, before=before, after=name)
    return agency
