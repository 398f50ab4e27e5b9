"""接收部门任务。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import accept_handover, end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.models import TeamHandover
from tongjian.supervision.inspections.operations._lock import lock_handover, require_movable


@transaction.atomic
def accept_team(*, actor: Actor, handover_id: UUID) -> TeamHandover:
    """The part is this department's from now on. Its places are open: the officers were of the other department."""
    handover = lock_handover(actor, handover_id)
    team = handover.team
    require(policies.can_answer_handover(actor, handover))
    require_movable(team)
    accept_handover(actor=actor, handover=handover)
    team.agency_id = handover.to_agency_id
    team.save(update_fields=["agency"])
    team.officers.filter(replaced_at=None).update(replaced_at=timezone.now())
    end_todos(actor=actor, matter=team)
    record(
        actor,
        "visit.team_accepted",
        team.visit,
        from_agency_id=str(handover.from_agency_id),
        to_agency_id=str(handover.to_agency_id),
    )
    return handover
