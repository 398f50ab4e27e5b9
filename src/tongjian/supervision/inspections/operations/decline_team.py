"""不予批准。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.operations._approvals import withdraw_approvals
from tongjian.supervision.inspections.operations._lock import lock_team, require_standing
from tongjian.supervision.inspections.operations._todos import PREPARE, ask_team
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW, VISIT_WORKFLOW


@transaction.atomic
def decline_team(*, actor: Actor, team_id: UUID, note: str) -> VisitTeam:
    """The head does not approve and says why; the handler may mend it and ask again. Of an emergency that nobody
    went in for yet the code is revoked; the clock of the approval afterwards runs on."""
    team = lock_team(actor, team_id)
    require(policies.can_decline(actor, team))
    require_standing(team.visit)
    transition = TEAM_WORKFLOW.check("decline", state=team.state)
    team.return_note = required_words(note, "note_missing", "不予批准应当说明理由。")
    team.state = TeamState(transition.target)
    team.submitted_by = team.submitted_at = None
    team.save(update_fields=["state", "return_note", "submitted_by", "submitted_at"])
    withdraw_approvals(team)
    end_todos(actor=actor, matter=team)
    _take_back_code(actor, team)
    ask_team(actor, team, PREPARE)
    record(actor, "visit.declined", team.visit, agency_id=str(team.agency_id), note=team.return_note)
    return team


def _take_back_code(actor: Actor, team: VisitTeam) -> None:
    """先查后批: nobody has gone in yet, and nobody will without an approval."""
    visit = team.visit
    if visit.state not in (VisitState.CODED, VisitState.APPROVED):
        return
    transition = VISIT_WORKFLOW.check("decline_first", state=visit.state)
    visit.codes.filter(revoked_at=None).update(revoked_at=timezone.now(), revoked_reason=team.return_note)
    visit.state = VisitState(transition.target)
    visit.save(update_fields=["state"])
    end_todos(actor=actor, matter=visit, is_cancelled=True)
