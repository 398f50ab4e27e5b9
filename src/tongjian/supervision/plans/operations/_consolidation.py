"""What all steps of a consolidation share: its locks, who is asked, who must do something next."""

from collections.abc import Iterable
from uuid import UUID

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.casework.operations import cancel_clocks, end_todos, open_todo, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.org.models import Agency
from tongjian.supervision.plans.models import Consolidation, Proposal, ProposalAnswer
from tongjian.supervision.plans.policies import COORDINATE, visible_proposals, visible_rounds

ANSWER, SETTLE, PUBLISH = "answer_proposal", "settle_proposal", "publish_joint_plan"
CLOCK = "participation.answer"


def lock_round(actor: Actor, round_id: UUID) -> Consolidation:
    seen = visible_rounds(actor).filter(pk=round_id).values("pk")
    rows = Consolidation.objects.select_related("region", "coordinator").select_for_update(of=("self",))
    found = rows.filter(pk__in=seen).first()
    if found is None:
        raise NotFound("consolidation_not_found", "没有这一轮撮合，或者您无权查看。")
    return found


def lock_proposal(actor: Actor, proposal_id: UUID) -> Proposal:
    """Its round is locked first, so that the last decision settles the round once."""
    seen = visible_proposals(actor).filter(pk=proposal_id)
    known = seen.values_list("consolidation", flat=True).first()
    if known is None:
        raise NotFound("proposal_not_found", "没有这项撮合建议，或者您无权查看。")
    found = lock_round(actor, known)
    proposal = Proposal.objects.select_related("lead").select_for_update(of=("self",)).get(pk=proposal_id)
    proposal.consolidation = found
    return proposal


def ask_departments(actor: Actor, proposal: Proposal, agencies: Iterable[UUID]) -> None:
    """Each gets its row, its clock and its to-do."""
    title = _title("答复撮合建议", proposal)
    for agency_id in agencies:
        answer = ProposalAnswer.objects.create(
            proposal=proposal, agency_id=agency_id, role=ParticipationRole.COOPERATE
        )
        url = proposal.get_absolute_url()
        clock = start_clock(
            actor=actor, parameter_code=CLOCK, matter=answer, title=title, agency_id=agency_id, url=url
        )
        open_todo(
            actor=actor, matter=proposal, step=ANSWER, title=title, agency_id=agency_id, url=url,
            capability="plans.edit", clock=clock,
        )  # fmt: skip


def ask_to_settle(actor: Actor, proposal: Proposal) -> None:
    open_todo(
        actor=actor, matter=proposal, step=SETTLE, title=_title("决定撮合建议", proposal),
        agency_id=proposal.consolidation.coordinator_id, url=proposal.get_absolute_url(), capability=COORDINATE,
    )  # fmt: skip


def ask_to_publish(actor: Actor, found: Consolidation) -> None:
    open_todo(
        actor=actor, matter=found, step=PUBLISH, title=f"公布联合检查计划：{found}"[:200],
        agency_id=found.coordinator_id, url=found.get_absolute_url(), capability=COORDINATE,
    )  # fmt: skip


def check_lead(proposal: Proposal, lead_id: UUID | None) -> Agency | None:
    """One of the departments that take part; none where only one line is concerned. Raises RuleViolated."""
    lines = proposal.proposal_lines.select_related("line__plan__agency")
    agencies = {line.line.plan.agency_id: line.line.plan.agency for line in lines}
    if len(lines) < 2:
        return None
    if lead_id not in agencies:
        raise RuleViolated("lead_missing", "请在参加的部门中确定一个牵头部门。", field="lead")
    return agencies[lead_id]


def end_asking(actor: Actor, proposal: Proposal) -> None:
    for answer in proposal.answers.filter(done_at=None):
        cancel_clocks(actor=actor, matter=answer, reason="统筹部门已经决定")
    end_todos(actor=actor, matter=proposal)


def _title(verb: str, proposal: Proposal) -> str:
    first = proposal.proposal_lines.select_related("line").first()
    return f"{verb}（{proposal.get_kind_display()}）：{first.line.title if first else proposal}"[:200]
