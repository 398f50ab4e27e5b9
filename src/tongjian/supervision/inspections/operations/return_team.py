"""退回部门任务。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.operations import end_todos, return_handover
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.models import TeamHandover
from tongjian.supervision.inspections.operations._arbitration import ask_superior
from tongjian.supervision.inspections.operations._lock import lock_handover
from tongjian.supervision.inspections.operations._todos import RETURNED, ask_team


@transaction.atomic
def return_team(
    *, actor: Actor, handover_id: UUID, return_code: str, note: str = "", suggested_id: UUID | None = None
) -> TeamHandover:
    """Not ours: back to the offering department with a coded reason and a better addressee; after as many returns as
    the rulebook sets the common superior is asked, and the offering department holds the part meanwhile."""
    handover = lock_handover(actor, handover_id)
    team = handover.team
    require(policies.can_answer_handover(actor, handover))
    return_handover(actor=actor, handover=handover, return_code=return_code, note=note, suggested_id=suggested_id)
    end_todos(actor=actor, matter=team)
    ask_team(actor, team, RETURNED)
    if handover.state == HandoverState.ARBITRATION:
        ask_superior(actor, handover)
    record(
        actor,
        "visit.team_returned",
        team.visit,
        from_agency_id=str(handover.from_agency_id),
        to_agency_id=str(handover.to_agency_id),
        return_code=return_code,
        suggested_id=str(suggested_id or ""),
    )
    return handover
