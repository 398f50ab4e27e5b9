"""确定牵头部门。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.models import Proposal
from tongjian.supervision.plans.operations._consolidation import check_lead, lock_proposal
from tongjian.supervision.plans.policies import can_settle


@transaction.atomic
def choose_lead(*, actor: Actor, proposal_id: UUID, lead_id: UUID) -> Proposal:
    """Another lead for an adopted joint line, until the joint plan is published."""
    proposal = lock_proposal(actor, proposal_id)
    require(can_settle(actor, proposal, "lead"))
    proposal.lead = check_lead(proposal, lead_id)
    proposal.save(update_fields=["lead"])
    data = {"code": proposal.consolidation.code, "number": proposal.number, "kind": proposal.kind}
    record(actor, "consolidation.lead_chosen", proposal, **data, lead=proposal.lead.code if proposal.lead else "")
    return proposal
