"""批量登记执法人员的事项资格。"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog import policies
from tongjian.supervision.catalog.models import Qualification
from tongjian.supervision.catalog.operations._officers import lock_officers, own_items


@transaction.atomic
def qualify_officers(
    *, actor: Actor, officer_ids: Sequence[UUID], item_codes: Sequence[str], valid_until: date | None = None
) -> int:
    """Every officer for every item, set-based, one ledger entry per officer; returns how many there are now.

    All officers must be manageable and all items of their kind of department, or nothing is changed.
    """
    require(policies.can_qualify(actor))
    if valid_until is not None and valid_until <= timezone.localdate():
        raise RuleViolated("already_expired", "有效期应当晚于今天。")
    officers = lock_officers(actor, officer_ids)
    items = own_items(officers, item_codes)
    rows = [
        Qualification(officer=officer, item=item, valid_until=valid_until) for officer in officers for item in items
    ]
    Qualification.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["officer", "item"], update_fields=["valid_until"]
    )
    until = valid_until.isoformat() if valid_until else ""
    for officer in officers:
        codes = [item.code for item in items]
        record(actor, "officer.qualified_many", officer, officer_id=str(officer.pk), codes=codes, valid_until=until)
    return len(rows)
