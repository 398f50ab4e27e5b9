"""合并检查：两次检查并为一次入企。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.choices import HandoverState, ParticipationRole
from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import TeamHandover, Visit, VisitTeam
from tongjian.supervision.inspections.operations._approvals import reset_approvals
from tongjian.supervision.inspections.operations._lock import lock_entity_of, lock_visit
from tongjian.supervision.inspections.queries import PLANNED_CAUSE
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW

_CITATION = "晋政办发〔2023〕39号第11条：同一时期对同一对象的多项检查合并进行"
_OPEN = (HandoverState.OFFERED, HandoverState.ARBITRATION)


@transaction.atomic
def join_visits(*, actor: Actor, visit_id: UUID, into_id: UUID) -> Visit:
    """The first visit becomes part of the second, whose window shrinks to the days both have: its departments come
    along with their items and officers, and it is cancelled. A department that is in both keeps the team of the
    second.

    Refused for visits of different enterprises, with a cause of their own, or without a day in common.
    """
    require(policies.can_arrange(actor))
    lock_entity_of(actor, visit_id)
    visit, into = (lock_visit(actor, pk) for pk in (visit_id, into_id))
    for one in (visit, into):
        VISIT_WORKFLOW.check("join", state=one.state)
    _refuse_unlike(visit, into)
    moved = _move_teams(visit, into)
    into.window_from = max(visit.window_from, into.window_from)
    into.window_until = min(visit.window_until, into.window_until)
    if into.planned_on is not None and not into.window_from <= into.planned_on < into.window_until:
        into.planned_on, into.part = None, ""
    into.save(update_fields=["window_from", "window_until", "planned_on", "part"])
    was_reset = reset_approvals(actor, into, into.teams.select_for_update(of=("self",)))
    visit.state, visit.cancelled_reason = VisitState.CANCELLED, f"并入检查 {into.number}。"
    visit.save(update_fields=["state", "cancelled_reason"])
    for matter in (visit, *visit.teams.all()):
        end_todos(actor=actor, matter=matter, is_cancelled=True)
    agency_ids = sorted(str(pk) for pk in moved)
    record(actor, "visit.joined", visit, into=into.number, agency_ids=agency_ids)
    record(actor, "visit.took_in", into, number=visit.number, agency_ids=agency_ids, reset=was_reset)
    return into


def _refuse_unlike(visit: Visit, into: Visit) -> None:
    if visit.pk == into.pk or visit.entity_id != into.entity_id:
        raise RuleViolated("visits_unlike", "只有对同一个对象的两次检查可以合并。", _CITATION)
    if visit.is_practice != into.is_practice:
        raise RuleViolated("visits_unlike", "演练的检查不能与正式的检查合并。")
    if {visit.cause, into.cause} != {PLANNED_CAUSE}:
        raise RuleViolated("visits_unlike", "有因检查凭自己的文书进行，不与计划内的检查合并。")
    if not (visit.window_from < into.window_until and into.window_from < visit.window_until):
        raise RuleViolated("visits_apart", "两次检查的期间没有共同的日期，不能合并。")
    if TeamHandover.objects.filter(team__visit__in=[visit, into], state__in=_OPEN).exists():
        raise RuleViolated("visits_in_handover", "有部门任务正在移交，请等移交办结后再合并。")


def _move_teams(visit: Visit, into: Visit) -> list[UUID]:
    """Agencies whose part came along. A part that is in both gives its items to the one that stays."""
    there = {team.agency_id: team for team in into.teams.all()}
    moved = []
    for team in visit.teams.select_for_update(of=("self",)):
        moved.append(team.agency_id)
        if team.agency_id in there:
            _move_items(team, there[team.agency_id])
            continue
        team.visit = into
        team.role = ParticipationRole.COOPERATE if team.role == ParticipationRole.LEAD else team.role
        team.save(update_fields=["visit", "role"])
    return moved


def _move_items(team: VisitTeam, to: VisitTeam) -> None:
    known = to.items.values("item_version_id")
    team.items.exclude(item_version_id__in=known).update(team=to)
