"""答复撮合建议。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import Answered
from tongjian.supervision.plans.models import ProposalAnswer
from tongjian.supervision.plans.operations._consolidation import ANSWER, CLOCK, ask_to_settle, lock_proposal
from tongjian.supervision.plans.operations._lock import reason_of
from tongjian.supervision.plans.policies import can_answer


@transaction.atomic
def answer_proposal(*, actor: Actor, proposal_id: UUID, answer: Answered, reason: str = "") -> ProposalAnswer:
    """What the actor's department says; a refusal says why. It may say something else until the coordinator decides,
    who is asked to with the last answer."""
    proposal = lock_proposal(actor, proposal_id)
    require(can_answer(actor, proposal))
    reason = reason_of(reason, "不同意的理由") if answer == Answered.REFUSE else reason.strip()
    given = ProposalAnswer.objects.get(proposal=proposal, agency=actor.agency_id)
    given.answer, given.reason, given.given_by, given.done_at = answer, reason, actor.user_id, timezone.now()
    given.save(update_fields=["answer", "reason", "given_by", "done_at"])
    meet_clock(actor=actor, matter=given, parameter_code=CLOCK)
    end_todos(actor=actor, matter=proposal, step=ANSWER, agency_id=actor.agency_id)
    data = {"code": proposal.consolidation.code, "number": proposal.number, "kind": proposal.kind}
    record(actor, "consolidation.answered", proposal, **data, answer=str(answer), reason=reason)
    if not proposal.answers.filter(done_at=None).exists():
        ask_to_settle(actor, proposal)
    return given
