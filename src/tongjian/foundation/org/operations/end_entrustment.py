"""提前结束代办。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Delegation
from tongjian.foundation.org.policies import can_end_entrustment, visible_delegations


@transaction.atomic
def end_entrustment(*, actor: Actor, delegation_id: UUID) -> Delegation:
    """From now on; one that has not begun never begins."""
    rows = Delegation.objects.select_related("post").select_for_update(of=("self",))
    running = rows.filter(pk__in=visible_delegations(actor).values("pk"), valid_until__gt=timezone.localdate())
    delegation = running.filter(pk=delegation_id).first()
    if delegation is None:
        raise NotFound("delegation_not_found", "没有这项代办，或者已经结束。")
    require(can_end_entrustment(actor, delegation))
    delegation.valid_until = max(timezone.localdate(), delegation.valid_from)
    delegation.save(update_fields=["valid_until"])
    data = {"deputy_id": str(delegation.deputy_id), "valid_until": delegation.valid_until.isoformat()}
    record(actor, "post.entrustment_ended", delegation.post, **data)
    return delegation
