"""取消执法人员的事项资格。"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog import policies
from tongjian.supervision.catalog.models import Qualification
from tongjian.supervision.catalog.operations._officers import lock_officers, own_items


@transaction.atomic
def withdraw_qualifications(
    *, actor: Actor, officer_ids: Sequence[UUID], item_codes: Sequence[str], reason: str
) -> int:
    """From today on the officers may not check the items; what they checked stays. Returns how many ended."""
    require(policies.can_qualify(actor))
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明取消资格的理由。")
    officers = lock_officers(actor, officer_ids)
    items = own_items(officers, item_codes)
    today = timezone.localdate()
    running = Qualification.objects.filter(lasting(today), item__in=items)
    ended = 0
    for officer in officers:
        ending = running.filter(officer=officer)
        codes = list(ending.order_by("item__code").values_list("item__code", flat=True))
        ended += ending.update(valid_until=today)
        if codes:
            data = {"officer_id": str(officer.pk), "codes": codes, "reason": reason.strip()}
            record(actor, "officer.qualification_withdrawn", officer, **data)
    return ended
