"""退回检查结果。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import TeamState
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.operations._lock import lock_team
from tongjian.supervision.inspections.operations._progress import follow_teams
from tongjian.supervision.inspections.operations._todos import MEND_RESULTS, ask_team
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW


@transaction.atomic
def return_results(*, actor: Actor, team_id: UUID, note: str) -> VisitTeam:
    """The reviewer sends the results back and says what is wrong."""
    team = lock_team(actor, team_id)
    require(policies.can_review(actor, team))
    transition = TEAM_WORKFLOW.check("return_results", state=team.state)
    team.return_note = required_words(note, "note_missing", "退回结果应当说明问题。")
    team.state = TeamState(transition.target)
    team.save(update_fields=["state", "return_note"])
    follow_teams(team.visit)
    end_todos(actor=actor, matter=team)
    ask_team(actor, team, MEND_RESULTS)
    record(actor, "visit.results_returned", team.visit, agency_id=str(team.agency_id), note=team.return_note)
    return team
