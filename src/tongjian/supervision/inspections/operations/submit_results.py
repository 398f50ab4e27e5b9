"""提交检查结果。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.choices import PassageKind, TeamState
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.operations._lock import lock_team
from tongjian.supervision.inspections.operations._progress import follow_teams
from tongjian.supervision.inspections.operations._results import require_author
from tongjian.supervision.inspections.operations._todos import REVIEW, ask_team
from tongjian.supervision.inspections.queries import is_checked_first, results_digest
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW


@transaction.atomic
def submit_results(*, actor: Actor, team_id: UUID, summary: str = "") -> VisitTeam:
    """An officer of the team hands its results to the reviewer: after leaving, with a result for every item."""
    team = lock_team(actor, team_id)
    author = require_author(actor, team)
    if not team.visit.is_check:
        raise rulebook.refusal("V07")
    if is_checked_first(team):
        raise rulebook.refusal("V05", "（先查后批的检查，补办批准后方可提交结果）")
    transition = TEAM_WORKFLOW.check("submit_results", state=team.state)
    if not team.visit.passages.filter(kind=PassageKind.EXIT).exists():
        raise RuleViolated("exit_missing", "请先登记离企，再提交结果。")
    if open_items := team.items.filter(results=None).count():
        raise RuleViolated("results_missing", f"还有 {open_items} 个事项没有结果。")
    team.state, team.summary, team.return_note = TeamState(transition.target), summary.strip(), ""
    team.entered_by, team.entered_at = author, timezone.now()
    team.save(update_fields=["state", "summary", "return_note", "entered_by", "entered_at"])
    follow_teams(team.visit)
    end_todos(actor=actor, matter=team)
    ask_team(actor, team, REVIEW)
    digest = results_digest(team)
    record(actor, "visit.results_submitted", team.visit, agency_id=str(team.agency_id), results_sha256=digest)
    return team
