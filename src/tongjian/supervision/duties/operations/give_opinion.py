"""填报部门意见。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.choices import Wish
from tongjian.supervision.duties.models import Opinion
from tongjian.supervision.duties.operations._settlements import (
    ANSWER,
    DECIDE,
    OPINION_CLOCK,
    ask_coordinator,
    lock_settlement,
)
from tongjian.supervision.duties.policies import can_answer
from tongjian.supervision.duties.workflow import SETTLEMENT_WORKFLOW


@transaction.atomic
def give_opinion(*, actor: Actor, settlement_id: UUID, wish: Wish, text: str) -> Opinion:
    """What the actor's department says of its own part; it may say something else until the decision. With the last
    answer the coordinator is to decide."""
    settlement = lock_settlement(actor, settlement_id)
    require(can_answer(actor, settlement))
    SETTLEMENT_WORKFLOW.check("answer", state=settlement.state)
    if not text.strip():
        raise RuleViolated("reason_missing", "请写明理由和依据。", field="text")
    opinion = Opinion.objects.get(settlement=settlement, agency=actor.agency_id)
    is_first = opinion.done_at is None
    opinion.wish, opinion.text, opinion.given_by = wish, text.strip(), actor.user_id
    opinion.done_at = timezone.now()
    opinion.save(update_fields=["wish", "text", "given_by", "done_at"])
    meet_clock(actor=actor, matter=opinion, parameter_code=OPINION_CLOCK)
    end_todos(actor=actor, matter=settlement, step=ANSWER, agency_id=actor.agency_id)
    record(actor, "settlement.answered", settlement, code=settlement.code, wish=str(wish))
    if is_first and not settlement.opinions.filter(done_at=None).exists():
        ask_coordinator(actor, settlement, DECIDE)
    return opinion
