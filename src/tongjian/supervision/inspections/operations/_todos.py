"""Whose turn it is: the to-do of each step, opened by the step before it."""

from dataclasses import dataclass
from uuid import UUID

from tongjian.foundation.casework.choices import NotificationKind, ParticipationRole
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations import open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.inspections.models import TeamHandover, Visit, VisitTeam


@dataclass(frozen=True, slots=True)
class Turn:
    """A step and the capability of whoever may take it."""

    step: str
    verb: str
    capability: str
    kind: NotificationKind = NotificationKind.TODO


APPROVE = Turn("approve", "审批", "inspections.approve")
APPROVE_AFTERWARDS = Turn("approve", "补办紧急检查的批准", "inspections.approve")
PREPARE = Turn("prepare", "修改后重新报批", "inspections.prepare")
ISSUE_CODE = Turn("issue_code", "赋码", "inspections.prepare")
MEND_RESULTS = Turn("mend_results", "修改检查结果", "inspections.enter_result")
REVIEW = Turn("review", "审核检查结果", "inspections.review")
PUBLISH = Turn("publish", "公示检查结果", "inspections.publish")
ANSWER_OFFER = Turn("answer_offer", "答复部门任务移交", "inspections.prepare", NotificationKind.HANDOVER)
RETURNED = Turn("prepare", "已被退回，请继续办理或者另行移交", "inspections.prepare", NotificationKind.HANDOVER)


def ask_team(actor: Actor, team: VisitTeam, turn: Turn, clock: Clock | None = None) -> None:
    _ask(actor, team, team.visit, turn, team.agency_id, clock)


def ask_lead(actor: Actor, visit: Visit, turn: Turn) -> None:
    for agency_id in visit.teams.filter(role=ParticipationRole.LEAD).values_list("agency_id", flat=True):
        _ask(actor, visit, visit, turn, agency_id)


def _ask(
    actor: Actor,
    matter: Visit | VisitTeam,
    visit: Visit,
    turn: Turn,
    agency_id: UUID,
    clock: Clock | None = None,
) -> None:
    open_todo(
        actor=actor,
        matter=matter,
        step=turn.step,
        title=f"{turn.verb}：{visit.entity.name}"[:200],
        agency_id=agency_id,
        url=visit.get_absolute_url(),
        capability=turn.capability,
        kind=turn.kind,
        clock=clock,
    )


def ask_receiver(actor: Actor, team: VisitTeam, handover: TeamHandover, turn: Turn) -> None:
    _ask(actor, team, team.visit, turn, handover.to_agency_id)
