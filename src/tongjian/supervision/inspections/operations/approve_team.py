"""批准。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import TeamApproval, VisitTeam
from tongjian.supervision.inspections.operations._lock import lock_team, require_standing
from tongjian.supervision.inspections.operations._todos import ISSUE_CODE, ask_lead
from tongjian.supervision.inspections.queries import AFTERWARDS, approvals_missing
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW, VISIT_WORKFLOW


@transaction.atomic
def approve_team(*, actor: Actor, team_id: UUID) -> VisitTeam:
    """A head of the department approves its part (国办发〔2024〕54号): as many heads as `visit.approvals_per_agency`
    asks for, each once. With the last department's last one the visit is approved."""
    team = lock_team(actor, team_id)
    require(policies.can_approve(actor, team))
    require_standing(team.visit)
    transition = TEAM_WORKFLOW.check("approve", state=team.state)
    assert actor.user_id is not None  # only persons approve
    given = TeamApproval.objects.create(team=team, by=actor.user_id, at=timezone.now())
    if is_enough := approvals_missing(team) == 0:
        team.state = TeamState(transition.target)
        team.approved_by, team.approved_at = given.by, given.at
        team.save(update_fields=["state", "approved_by", "approved_at"])
        end_todos(actor=actor, matter=team)
        meet_clock(actor=actor, matter=team, parameter_code=AFTERWARDS)
    record(actor, "visit.approved", team.visit, agency_id=str(team.agency_id))
    if is_enough:
        _close_ranks(actor, team)
    return team


def _close_ranks(actor: Actor, team: VisitTeam) -> None:
    visit = team.visit
    """An emergency has its code already: the approval afterwards closes its clock and moves nothing else."""
    if visit.state != VisitState.PLANNED or visit.teams.exclude(state=TeamState.APPROVED).exists():
        return
    visit.state = VisitState(VISIT_WORKFLOW.check("approve", state=visit.state).target)
    visit.save(update_fields=["state"])
    ask_lead(actor, visit, ISSUE_CODE)
