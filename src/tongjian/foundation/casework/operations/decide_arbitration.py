"""指定承办机关。"""

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongjian.foundation.casework.choices import HandoverState, NotificationKind
from tongjian.foundation.casework.models import Arbitration, Handover
from tongjian.foundation.casework.operations._clock import require_reason
from tongjian.foundation.casework.operations.announce import announce
from tongjian.foundation.casework.operations.ask_arbiter import ARBITRATION_LIMIT
from tongjian.foundation.casework.operations.end_todos import end_todos
from tongjian.foundation.casework.operations.meet_clock import meet_clock
from tongjian.foundation.casework.policies import ARBITRATION_LAW, can_arbitrate, visible_arbitrations
from tongjian.foundation.casework.queries import agencies_to_designate
from tongjian.foundation.casework.workflow import HANDOVER_WORKFLOW
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def decide_arbitration(
    *, actor: Actor, handover: Handover, holder_id: UUID, reason: str, citation: str
) -> Arbitration:
    """The decision binds: whoever is named holds the matter, and it is neither offered nor returned again.
    `handover` was locked by the procedure's own operation, which then gives the matter to its holder."""
    rows = visible_arbitrations(actor).select_for_update(of=("self",))
    arbitration = rows.filter(handover_id=handover.pk, withdrawn_at=None).first()
    if arbitration is None:
        raise NotFound("arbitration_not_found", "没有这次报请，或者您无权查看。")
    require(can_arbitrate(actor, arbitration))
    transition = HANDOVER_WORKFLOW.check("designate", state=handover.state)
    if not agencies_to_designate(arbitration).filter(pk=holder_id).exists():
        raise RuleViolated("holder_outside", "只能指定本机关辖区内存续的机关。", ARBITRATION_LAW)
    arbitration.reason, arbitration.citation = require_reason(reason), citation.strip()
    if not arbitration.citation:
        raise RuleViolated("citation_missing", "请写明指定的依据。")
    arbitration.holder_id, arbitration.decided_by, arbitration.decided_at = holder_id, actor.user_id, timezone.now()
    arbitration.save(update_fields=["holder", "reason", "citation", "decided_by", "decided_at"])
    handover.state, handover.holder_id = HandoverState(transition.target), holder_id
    handover.answered_at = arbitration.decided_at
    handover.save(update_fields=["state", "holder", "answered_at"])
    end_todos(actor=actor, matter=arbitration)
    meet_clock(actor=actor, matter=arbitration, parameter_code=ARBITRATION_LIMIT)
    record(
        actor,
        "arbitration.decided",
        handover,
        handover_id=str(handover.pk),
        holder_id=str(holder_id),
        previous_id=str(arbitration.temporary_id),
        reason=arbitration.reason,
        citation=arbitration.citation,
    )
    _tell_the_parties(actor, arbitration)
    return arbitration


def _tell_the_parties(actor: Actor, arbitration: Arbitration) -> None:
    """Whoever holds it hears where it is; whoever sent it back sees it no longer, only what became of it."""
    holder = arbitration.holder_id
    parties = [holder, arbitration.temporary_id, arbitration.refusing_id]
    for agency_id in dict.fromkeys(party for party in parties if party is not None):
        announce(
            actor=actor,
            kind=NotificationKind.ARBITRATION,
            matter=arbitration,
            title=f"已指定承办机关：{arbitration.title}",
            agency_id=agency_id,
            url=arbitration.url if agency_id == holder else reverse("casework:arbitrations"),
            capability="casework.view",
        )
