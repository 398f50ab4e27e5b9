"""Which demands belong together: those begun from the lines that 撮合 made one joint line, in one draw."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.planning.choices import DemandState, DrawState
from tongjian.supervision.planning.models import Demand, Draw
from tongjian.supervision.planning.policies import visible_demands
from tongjian.supervision.plans.choices import LineState, ProposalState, Way
from tongjian.supervision.plans.models import PlanLine, Proposal, ProposalLine

Key = tuple[UUID, int]
"""A line in whatever version: its plan and its number there."""


@dataclass(frozen=True, slots=True)
class JointPart:
    """One line of a joint line, with the demands made from any version of it, withdrawn ones left out."""

    line: PlanLine
    demands: tuple[Demand, ...]


def joint_of(demands: Iterable[Demand]) -> dict[UUID, Proposal]:
    """By demand, the adopted proposal that made its line part of a joint one; the newest where there are several. Two
    queries."""
    lines = {demand.pk: demand.plan_line_id for demand in demands if demand.plan_line_id}
    keys = {
        pk: (plan, number)
        for pk, plan, number in PlanLine.objects.filter(pk__in=lines.values()).values_list("pk", "plan", "number")
    }
    proposals = _joint_by_line({plan for plan, _ in keys.values()})
    return {pk: proposals[keys[line]] for pk, line in lines.items() if keys[line] in proposals}


def parts_of_joint(actor: Actor, proposal: Proposal) -> list[JointPart]:
    """In the order of the proposal, with the demands one sees. Two queries."""
    rows = list(_rows_of([proposal]))
    made = _demands_by_line(rows, visible_demands(actor))
    return [JointPart(row.line, tuple(made[row.line.plan_id, row.line.number])) for row in rows]


def belonging_with(demand: Demand) -> QuerySet[Demand]:
    """Other demands of the same joint line that wait for a draw or are in one that is being arranged."""
    proposal = joint_of([demand]).get(demand.pk)
    rows = list(_rows_of([proposal])) if proposal else []
    made = _demands_by_line(rows, Demand.objects.exclude(pk=demand.pk))
    pks = [one.pk for own in made.values() for one in own]
    return Demand.objects.filter(pk__in=pks, state=DemandState.SUBMITTED).order_by("code")


def missing_from(draw: Draw, demands: Sequence[Demand]) -> list[str]:
    """What keeps a joint line out of the draw in part: a sentence for each line none of whose demands is in it.
    Nothing is missing of a line that was drawn before or is not checked on site any more. Five queries."""
    joint = joint_of(demands)
    rows = list(_rows_of(set(joint.values())))
    made = _demands_by_line(rows, Demand.objects.all())
    here = {demand.pk for demand in demands}
    open_lines = _still_planned(rows)
    sentences = []
    for row in rows:
        key = (row.line.plan_id, row.line.number)
        if key not in open_lines or here.intersection(one.pk for one in made[key]):
            continue
        if reason := _why_missing(draw, made[key]):
            origin = f"{row.proposal.consolidation.code} 第 {row.proposal.number} 项"
            sentences.append(f"{row.line.plan.agency.name}“{row.line.title}”（{origin}）：{reason}")
    return sentences


def _why_missing(draw: Draw, made: Sequence[Demand]) -> str:
    waiting = [one for one in made if one.state == DemandState.SUBMITTED]
    if elsewhere := next((one for one in waiting if one.draw is not None), None):
        return f"需求 {elsewhere.code} 已纳入抽取 {elsewhere.draw}，请先移出再一并纳入"
    if waiting:
        return f"需求 {waiting[0].code} 已提交，请一并纳入"
    if any(_was_drawn(one, draw) for one in made):
        return ""
    return "该部门还没有提交需求；确实不再检查的，请该部门先变更或者取消计划项目"


def _was_drawn(demand: Demand, draw: Draw) -> bool:
    other = demand.draw
    if demand.state != DemandState.FROZEN or other is None:
        return False
    return other.state != DrawState.ABORTED and other.is_practice == draw.is_practice


def _joint_by_line(plans: Iterable[UUID]) -> Mapping[Key, Proposal]:
    rows = _joint_rows().filter(line__plan__in=set(plans)).order_by("proposal__decided_at")
    return {(row.line.plan_id, row.line.number): row.proposal for row in rows}


def _rows_of(proposals: Iterable[Proposal]) -> QuerySet[ProposalLine]:
    rows = _joint_rows().filter(proposal__in=list(proposals)).select_related("line__plan__agency")
    return rows.order_by("proposal__consolidation__code", "proposal__number", "place")


def _joint_rows() -> QuerySet[ProposalLine]:
    adopted = ProposalLine.objects.filter(
        proposal__state=ProposalState.ADOPTED, proposal__kind__in=Proposal.JOINT_KINDS, proposal__lead__isnull=False
    )
    return adopted.select_related("line", "proposal__consolidation__region")


def _demands_by_line(rows: Sequence[ProposalLine], among: QuerySet[Demand]) -> Mapping[Key, list[Demand]]:
    plans = {row.line.plan_id for row in rows}
    demands = among.filter(plan_line__plan__in=plans).exclude(state=DemandState.WITHDRAWN)
    made: dict[Key, list[Demand]] = defaultdict(list)
    for demand in demands.select_related("plan_line", "draw", "agency").order_by("code"):
        assert demand.plan_line is not None
        made[demand.plan_line.plan_id, demand.plan_line.number].append(demand)
    return made


def _still_planned(rows: Sequence[ProposalLine]) -> set[Key]:
    lines = PlanLine.objects.filter(
        plan__in={row.line.plan_id for row in rows}, state=LineState.IN_FORCE, way=Way.ON_SITE
    )
    return set(lines.values_list("plan", "number"))
