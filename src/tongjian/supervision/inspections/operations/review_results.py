"""审核检查结果。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import TeamState
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.operations._lock import lock_team
from tongjian.supervision.inspections.operations._progress import follow_teams
from tongjian.supervision.inspections.operations._todos import PUBLISH, ask_team
from tongjian.supervision.inspections.queries import results_digest
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW


@transaction.atomic
def review_results(*, actor: Actor, team_id: UUID) -> VisitTeam:
    """A second person of the department, who entered none of it, finds the results in order."""
    team = lock_team(actor, team_id)
    require(policies.can_review(actor, team))
    team.state = TeamState(TEAM_WORKFLOW.check("review_results", state=team.state).target)
    team.reviewed_by, team.reviewed_at = actor.user_id, timezone.now()
    team.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    follow_teams(team.visit)
    end_todos(actor=actor, matter=team)
    ask_team(actor, team, PUBLISH)
    digest = results_digest(team)
    record(actor, "visit.results_reviewed", team.visit, agency_id=str(team.agency_id), results_sha256=digest)
    return team
