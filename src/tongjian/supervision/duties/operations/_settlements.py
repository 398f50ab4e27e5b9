"""What all steps of a settlement share: its lock, who is asked, who must do something next."""

from collections.abc import Collection, Iterable
from uuid import UUID

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.casework.operations import end_todos, open_todo, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.org.models import Agency
from tongjian.supervision.duties.choices import Stage
from tongjian.supervision.duties.models import Opinion, Settlement
from tongjian.supervision.duties.operations._matrix import POLICY
from tongjian.supervision.duties.policies import visible_settlements

ANSWER, DECIDE, TAKE_UP, COMPILE = "answer_settlement", "decide_settlement", "take_up_settlement", "compile_item"
OPINION_CLOCK, DECISION_CLOCK = "duties.opinion", "duties.decision"


def lock_settlement(actor: Actor, settlement_id: UUID) -> Settlement:
    seen = visible_settlements(actor).filter(pk=settlement_id).values("pk")
    rows = Settlement.objects.select_related("region", "opened_by_agency", "coordinator").select_for_update(
        of=("self",)
    )
    settlement = rows.filter(pk__in=seen).first()
    if settlement is None:
        raise NotFound("settlement_not_found", "没有这件职责协调，或者您无权查看。")
    return settlement


def clean_stages(stages: Iterable[str]) -> list[str]:
    wanted = set(stages)
    if not wanted:
        raise RuleViolated("stages_missing", "请选择涉及的环节。", POLICY, field="stages")
    if wanted - set(Stage.values):
        raise RuleViolated("stage_unknown", "环节应当是全流程七个环节之一。", POLICY, field="stages")
    return [stage for stage in Stage.values if stage in wanted]


def ask_departments(actor: Actor, settlement: Settlement, kinds: Collection[str]) -> list[Agency]:
    """Each gets its row, its clock and its to-do. Raises RuleViolated for a kind the place does not have."""
    if not kinds:
        raise RuleViolated("departments_missing", "请选择征求意见的部门。", POLICY, field="departments")
    rows = Agency.objects.filter(region=settlement.region_id, kind__in=set(kinds), valid_until=None)
    agencies = list(rows.select_related("kind").order_by("code"))
    if missing := set(kinds) - {agency.kind_id for agency in agencies}:
        names = "、".join(sorted(missing))
        raise RuleViolated("department_not_here", f"本地没有这类部门：{names}。", field="departments")
    for agency in agencies:
        opinion = Opinion.objects.create(settlement=settlement, agency=agency, role=ParticipationRole.COOPERATE)
        title, url = f"反馈意见：{settlement.title}"[:200], settlement.get_absolute_url()
        clock = start_clock(
            actor=actor, parameter_code=OPINION_CLOCK, matter=opinion, title=title, agency_id=agency.pk, url=url
        )
        open_todo(
            actor=actor, matter=settlement, step=ANSWER, title=title, agency_id=agency.pk, url=url,
            capability="duties.edit", clock=clock,
        )  # fmt: skip
    return agencies


def ask_coordinator(actor: Actor, settlement: Settlement, step: str) -> None:
    """To take up what was proposed, or to decide when everybody has answered; the decision has a clock of its own."""
    url, clock = settlement.get_absolute_url(), None
    words = "受理新业态定性" if step == TAKE_UP else "作出职责决定"
    title = f"{words}：{settlement.title}"[:200]
    if step == DECIDE:
        clock = start_clock(
            actor=actor, parameter_code=DECISION_CLOCK, matter=settlement, title=title,
            agency_id=settlement.coordinator_id, url=url,
        )  # fmt: skip
    open_todo(
        actor=actor, matter=settlement, step=step, title=title, agency_id=settlement.coordinator_id, url=url,
        capability="duties.settle", clock=clock,
    )  # fmt: skip


def end_asking(actor: Actor, settlement: Settlement) -> None:
    for step in (ANSWER, DECIDE, TAKE_UP):
        end_todos(actor=actor, matter=settlement, step=step)
