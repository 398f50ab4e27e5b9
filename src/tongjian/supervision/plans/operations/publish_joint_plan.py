"""公布联合检查计划。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import ProposalState, RoundState
from tongjian.supervision.plans.models import Consolidation
from tongjian.supervision.plans.operations._consolidation import lock_round
from tongjian.supervision.plans.policies import can_publish_joint
from tongjian.supervision.plans.workflow import ROUND_WORKFLOW


@transaction.atomic
def publish_joint_plan(*, actor: Actor, round_id: UUID) -> Consolidation:
    """Everybody reads which checks are one visit, who leads and who takes part."""
    found = lock_round(actor, round_id)
    require(can_publish_joint(actor, found))
    target = ROUND_WORKFLOW.check("publish", state=found.state).target
    adopted = found.proposals.filter(state=ProposalState.ADOPTED)
    joint = adopted.filter(lead__isnull=False).count()
    if not joint:
        raise RuleViolated("nothing_joint", "这一轮没有采纳的联合检查，没有可以公布的联合检查计划。")
    found.state, found.published_by, found.published_at = RoundState(target), actor.user_id, timezone.now()
    found.save(update_fields=["state", "published_by", "published_at"])
    end_todos(actor=actor, matter=found)
    dropped = found.proposals.filter(state=ProposalState.DROPPED).count()
    record(
        actor, "consolidation.published", found, code=found.code, joint=joint, adopted=adopted.count(), dropped=dropped
    )
    return found
