"""An approval covers who goes and when: whoever changes either must ask again."""

from collections.abc import Iterable

from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import TeamApproval, Visit, VisitTeam
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW


def reset_approvals(actor: Actor, visit: Visit, teams: Iterable[VisitTeam]) -> bool:
    """Sends locked teams back to before the head was asked, and the visit with them; True when one had asked."""
    asked = [team for team in teams if team.state != TeamState.PLANNED]
    for team in asked:
        team.state = TeamState(TEAM_WORKFLOW.check("reset", state=team.state).target)
        team.submitted_by = team.submitted_at = team.approved_by = team.approved_at = None
        team.save(update_fields=["state", "submitted_by", "submitted_at", "approved_by", "approved_at"])
        withdraw_approvals(team)
        end_todos(actor=actor, matter=team, is_cancelled=True)
    if visit.state == VisitState.APPROVED:
        visit.state = VisitState.PLANNED
        visit.save(update_fields=["state"])
        end_todos(actor=actor, matter=visit, is_cancelled=True)
    return bool(asked)


def withdraw_approvals(team: VisitTeam) -> None:
    TeamApproval.objects.filter(team=team, withdrawn_at=None).update(withdrawn_at=timezone.now())
