"""移交。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.models import Handover
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def offer_handover(*, actor: Actor, handover: Handover) -> Handover:
    """Saves a procedure's new hand-over row. Until it is accepted the offering agency holds the matter."""
    require(ALLOW if handover.from_agency_id == actor.agency_id else deny("只有移交机关可以移交。"))
    if handover.to_agency_id == handover.from_agency_id:
        raise RuleViolated("handover_to_self", "不能移交给本机关。")
    if not handover.reason.strip():
        raise RuleViolated("reason_missing", "请说明移交理由。")
    handover.state, handover.holder_id = HandoverState.OFFERED, handover.from_agency_id
    handover.offered_at = timezone.now()
    handover.save(force_insert=True)
    data = {"from_agency_id": str(handover.from_agency_id), "to_agency_id": str(handover.to_agency_id)}
    record(actor, "handover.offered", handover, reason=handover.reason, **data)
    return handover
