"""移交部门任务。"""

from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.operations import offer_handover
from tongjian.foundation.casework.queries import decision_about
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook.queries import refusal
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.models import TeamHandover, VisitTeam
from tongjian.supervision.inspections.operations._lock import lock_team, require_movable
from tongjian.supervision.inspections.operations._todos import ANSWER_OFFER, ask_receiver

_OPEN = (HandoverState.OFFERED, HandoverState.ARBITRATION)


@transaction.atomic
def offer_team(*, actor: Actor, team_id: UUID, to_agency_id: UUID, reason: str) -> TeamHandover:
    """Offers the department's part to another one before the head is asked. Until it is accepted it stays here."""
    team = lock_team(actor, team_id)
    require(policies.can_prepare(actor, team))
    require_movable(team)
    if decided := decision_about(team):
        raise refusal("V17", f"{decided.arbiter}已经指定由{decided.holder}承办。")
    _check_receiver(team, to_agency_id)
    handover = TeamHandover(
        team=team,
        from_agency_id=team.agency_id,
        to_agency_id=to_agency_id,
        reason=reason.strip(),
        # Returns of earlier offers count: after as many as the rulebook sets, the common superior designates.
        returns=team.handovers.aggregate(made=Sum("returns"))["made"] or 0,
    )
    offer_handover(actor=actor, handover=handover)
    ask_receiver(actor, team, handover, ANSWER_OFFER)
    record(
        actor,
        "visit.team_offered",
        team.visit,
        from_agency_id=str(team.agency_id),
        to_agency_id=str(to_agency_id),
        reason=handover.reason,
    )
    return handover


def _check_receiver(team: VisitTeam, to_agency_id: UUID) -> None:
    if team.handovers.filter(state__in=_OPEN).exists():
        raise IllegalTransition("illegal_transition", "已有一次移交在等待答复。")
    if not Agency.objects.filter(pk=to_agency_id).exists():
        raise RuleViolated("agency_unknown", "没有这个接收机关。")
    if team.visit.teams.filter(agency=to_agency_id).exclude(pk=team.pk).exists():
        raise RuleViolated("agency_takes_part", "接收机关已经参加这次检查。")
