"""接收移交。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.models import Handover
from tongjian.foundation.casework.policies import can_answer
from tongjian.foundation.casework.workflow import HANDOVER_WORKFLOW
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def accept_handover(*, actor: Actor, handover: Handover) -> Handover:
    """The receiving agency holds the matter from now on. `handover` was locked by the procedure's own operation."""
    require(can_answer(actor, handover))
    handover.state = HandoverState(HANDOVER_WORKFLOW.check("accept", state=handover.state).target)
    handover.holder_id, handover.answered_at = handover.to_agency_id, timezone.now()
    handover.save(update_fields=["state", "holder", "answered_at"])
    record(actor, "handover.accepted", handover, to_agency_id=str(handover.to_agency_id))
    return handover
