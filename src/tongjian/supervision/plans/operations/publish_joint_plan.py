"""公布联合检查计划。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import PlanState, ProposalState, RoundState
from tongjian.supervision.plans.models import Consolidation, ProposalLine
from tongjian.supervision.plans.operations._consolidation import lock_round
from tongjian.supervision.plans.policies import can_publish_joint
from tongjian.supervision.plans.workflow import ROUND_WORKFLOW


@transaction.atomic
def publish_joint_plan(*, actor: Actor, round_id: UUID) -> Consolidation:
    """Everybody reads which checks are one visit, who leads and who takes part; not before the plans they are of."""
    found = lock_round(actor, round_id)
    require(can_publish_joint(actor, found))
    target = ROUND_WORKFLOW.check("publish", state=found.state).target
    adopted = found.proposals.filter(state=ProposalState.ADOPTED)
    joint = adopted.filter(lead__isnull=False).count()
    if not joint:
        raise RuleViolated("nothing_joint", "这一轮没有采纳的联合检查，没有可以公布的联合检查计划。")
    _refuse_before_its_plans(found)
    found.state, found.published_by, found.published_at = RoundState(target), actor.user_id, timezone.now()
    found.save(update_fields=["state", "published_by", "published_at"])
    end_todos(actor=actor, matter=found)
    dropped = found.proposals.filter(state=ProposalState.DROPPED).count()
    record(
        actor, "consolidation.published", found, code=found.code, joint=joint, adopted=adopted.count(), dropped=dropped
    )
    return found


def _refuse_before_its_plans(found: Consolidation) -> None:
    """The joint plan says what departments' plans say: these are read first."""
    joint = ProposalLine.objects.filter(
        proposal__consolidation=found, proposal__state=ProposalState.ADOPTED, proposal__lead__isnull=False
    )
    waiting = joint.filter(line__plan__state=PlanState.FILED).order_by("line__plan__code")
    if titles := list(dict.fromkeys(waiting.values_list("line__plan__title", flat=True))):
        sentence = f"{'、'.join(titles)}已备案、还没有公布；各部门先公布计划，再公布联合检查计划。"
        raise RuleViolated("plans_not_published", sentence)
