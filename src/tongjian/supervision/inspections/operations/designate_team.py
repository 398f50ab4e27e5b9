"""指定承办部门。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.models import Arbitration
from tongjian.foundation.casework.operations import decide_arbitration, end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections.models import TeamHandover, VisitTeam
from tongjian.supervision.inspections.operations._approvals import reset_approvals
from tongjian.supervision.inspections.operations._lock import lock_handover
from tongjian.supervision.inspections.operations._todos import PREPARE, ask_team
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW


@transaction.atomic
def designate_team(*, actor: Actor, handover_id: UUID, agency_id: UUID, reason: str, citation: str) -> TeamHandover:
    """The common superior names the department that does this part. Named anew, it has open places and asks its own
    head; the one that held it meanwhile just goes on. Nobody offers or returns this part again."""
    handover = lock_handover(actor, handover_id)
    team, previous = handover.team, handover.team.agency_id
    arbitration = decide_arbitration(
        actor=actor, handover=handover, holder_id=agency_id, reason=reason, citation=citation
    )
    if agency_id != previous:
        _give(actor, team, agency_id)
    _record(actor, team, previous, arbitration)
    return handover


def _give(actor: Actor, team: VisitTeam, agency_id: UUID) -> None:
    VISIT_WORKFLOW.check("change_team", state=team.visit.state)
    if team.visit.teams.filter(agency=agency_id).exclude(pk=team.pk).exists():
        raise RuleViolated("agency_takes_part", "这个机关已经参加这次检查，请指定其他机关。")
    reset_approvals(actor, team.visit, [team])
    end_todos(actor=actor, matter=team, is_cancelled=True)
    team.agency_id = agency_id
    team.save(update_fields=["agency"])
    team.officers.filter(replaced_at=None).update(replaced_at=timezone.now())
    ask_team(actor, team, PREPARE)


def _record(actor: Actor, team: VisitTeam, previous: UUID, arbitration: Arbitration) -> None:
    record(
        actor,
        "visit.team_designated",
        team.visit,
        from_agency_id=str(previous),
        to_agency_id=str(team.agency_id),
        arbiter_id=str(arbitration.arbiter_id),
        reason=arbitration.reason,
        citation=arbitration.citation,
    )
