"""期限届满没有答复。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.plans.choices import ProposalState
from tongjian.supervision.plans.models import ProposalAnswer
from tongjian.supervision.plans.operations._consolidation import ask_to_settle, lock_proposal
from tongjian.supervision.plans.queries import still_waits


@transaction.atomic
def note_silence(*, actor: Actor, answer_id: UUID) -> bool:
    """Once nobody may answer in time any more the coordinator decides, with the fact that somebody did not answer.
    Delivered late, there may be nothing to decide: False."""
    given = ProposalAnswer.objects.filter(pk=answer_id, done_at=None).first()
    if given is None:
        return False
    proposal = lock_proposal(actor, given.proposal_id)
    if proposal.state != ProposalState.ASKED or still_waits(proposal):
        return False
    ask_to_settle(actor, proposal)
    return True
