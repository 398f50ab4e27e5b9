"""报请指定承办部门。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.models import Arbitration
from tongjian.foundation.casework.policies import ARBITRATION_LAW
from tongjian.foundation.casework.queries import arbitration_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.operations._arbitration import ask_superior
from tongjian.supervision.inspections.operations._lock import lock_handover


@transaction.atomic
def ask_designation(*, actor: Actor, handover_id: UUID) -> Arbitration:
    """Asks again where no common superior was on record when the part came back too often."""
    handover = lock_handover(actor, handover_id)
    require(policies.can_prepare(actor, handover.team))
    if handover.state != HandoverState.ARBITRATION or arbitration_of(handover.pk) is not None:
        raise IllegalTransition("illegal_transition", "不需要再报请指定。", state=handover.state)
    arbitration = ask_superior(actor, handover)
    if arbitration is None:
        raise RuleViolated(
            "arbiter_missing",
            "机构库中仍没有这两个机关的共同上一级，请先由系统管理人员登记。",
            ARBITRATION_LAW,
        )
    return arbitration
