"""报批。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import TeamState
from tongjian.supervision.inspections.errors import refuse_all
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.operations._lock import lock_team, require_standing
from tongjian.supervision.inspections.operations._todos import APPROVE, ask_team
from tongjian.supervision.inspections.queries import is_checked_first, refusals_for_team
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW


@transaction.atomic
def submit_team(*, actor: Actor, team_id: UUID) -> VisitTeam:
    """Asks the head of the department. Raises VisitRefused with every one of V01 to V04, V07, V08 that holds."""
    team = lock_team(actor, team_id)
    require(policies.can_prepare(actor, team))
    require_standing(team.visit)
    transition = TEAM_WORKFLOW.check("submit", state=team.state)
    if team.visit.planned_on is None:
        raise RuleViolated("visit_date_missing", "请先确定检查日期，再报批。")
    if team.visit.planned_on < timezone.localdate() and not is_checked_first(team):
        raise RuleViolated("visit_date_past", "检查日期已过，请重新确定日期。")
    refuse_all(refusals_for_team(team))
    team.state, team.return_note = TeamState(transition.target), ""
    team.submitted_by, team.submitted_at = actor.user_id, timezone.now()
    team.save(update_fields=["state", "return_note", "submitted_by", "submitted_at"])
    end_todos(actor=actor, matter=team)
    ask_team(actor, team, APPROVE)
    record(actor, "visit.submitted", team.visit, agency_id=str(team.agency_id))
    return team
