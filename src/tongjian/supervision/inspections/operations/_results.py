"""When something may be written about an item."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import Outcome
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.queries import is_checked_first
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW, VISIT_WORKFLOW


def require_author(actor: Actor, team: VisitTeam) -> UUID:
    """The user's key of an officer of this team, after entry and before the results are submitted."""
    require(policies.can_enter_result(actor, team))
    VISIT_WORKFLOW.check("inspect", state=team.visit.state)
    TEAM_WORKFLOW.check("inspect_first" if is_checked_first(team) else "inspect", state=team.state)
    if actor.user_id is None:
        raise RuleViolated("person_missing", "检查结果应当由执法人员本人登记。")
    return actor.user_id


def known_outcome(outcome: str) -> Outcome:
    if outcome not in Outcome.values:
        raise RuleViolated("outcome_unknown", "结果只能是合格、不合格、未检查或者合理缺项。")
    return Outcome(outcome)
