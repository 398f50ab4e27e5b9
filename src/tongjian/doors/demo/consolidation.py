"""撮合 of next year's plans in the demo city: one round published (one merge agreed, one refused), one still open with
each of the four proposals. The contents are invented."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongjian.doors.demo import items, past, people
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.queries import published_versions
from tongjian.supervision.plans import operations as act
from tongjian.supervision.plans.choices import Answered, PlanKind
from tongjian.supervision.plans.models import Consolidation, Proposal
from tongjian.supervision.plans.operations import LineContent

CITY, COUNTY = "140100", "140105"
FUEL, CARE, FOOD = "F5265", "Q8514", "H62"
Task = tuple[str, str, str, str, str, int, int]
# Number in the file of items, task, objects, industry, amount and frequency, first and last month.
FIRST: Mapping[str, tuple[Task, ...]] = {
    f"{CITY}-SCJG": (
        ("SCJG-01", "加油机计量监督检查", "加油站", FUEL, "全覆盖；每年2次", 3, 6),
        ("SCJG-05", "养老机构食堂食品安全检查", "养老机构", CARE, "全覆盖；每年1次", 3, 5),
    ),
    f"{CITY}-XF": (
        ("XF-01", "加油站消防安全检查", "加油站", FUEL, "全覆盖；每年1次", 5, 8),
        ("XF-02", "餐饮场所消防安全检查", "餐饮服务单位", FOOD, "≥10%；每年2次", 3, 5),
        ("XF-04", "养老机构消防安全检查", "养老机构", CARE, "全覆盖；每年2次", 3, 6),
    ),
    f"{CITY}-YJ": (("YJ-01", "加油站危险化学品经营安全检查", "加油站", FUEL, "全覆盖；每年1次", 4, 7),),
}
SECOND: Mapping[str, tuple[Task, ...]] = {
    f"{CITY}-MZ": (("MZ-01", "养老机构备案与服务质量检查", "养老机构", CARE, "全覆盖；每年1次", 4, 6),),
    f"{CITY}-SW": (("SW-01", "成品油零售经营检查", "加油站", FUEL, "全覆盖；每年1次", 4, 9),),
    f"{COUNTY}-SCJG": (("SCJG-01", "小店区加油机计量检查", "加油站", FUEL, "全覆盖；每年1次", 5, 7),),
}
CAMPAIGN: Task = ("SCJG-08", "餐饮服务食品安全抽查", "餐饮服务单位", FOOD, "≥10%；每年1次", 9, 11)
REMOTE = ("SW-01", {"method": "非现场检查（加油站经营数据在线监测）"})


def consolidate_next_year(today: date, codes: Mapping[str, str]) -> None:
    year, coordinator = today.year + 1, people.of(f"{CITY}-XZSP", "coordinator")
    with past.at(past.workday(-18)):
        for agency, tasks in FIRST.items():
            _publish(agency, year, tasks, codes)
    with past.at(past.workday(-16)):
        first = act.open_consolidation(actor=coordinator, year=year)
    _settle_first(coordinator, first)
    with past.at(past.workday(-6)):
        for agency, tasks in SECOND.items():
            _publish(agency, year, tasks, codes)
        campaign = {"kind": PlanKind.CAMPAIGN, "title": "秋季餐饮食品安全专项检查", "basis": "并食安委〔2026〕9号"}
        _publish(f"{CITY}-SCJG", year, (CAMPAIGN,), codes, **campaign)
    with past.at(past.workday(-3)):
        items.change(codes[REMOTE[0]], REMOTE[1])
    with past.at(past.workday(-2)):
        second = act.open_consolidation(actor=coordinator, year=year)
    with past.at(past.workday(-1)):
        _answer_some(second)


def _settle_first(coordinator: Actor, first: Consolidation) -> None:
    fuel, care = (_with_task(first, words) for words in ("加油站消防", "养老机构消防"))
    with past.at(past.workday(-15)):
        for agency in ("SCJG", "XF", "YJ"):
            _answer(fuel, agency)
        _answer(care, "SCJG")
        _answer(care, "XF", "养老机构夜间值守和疏散演练须在夜间突击检查，不宜与食堂检查同时进行。")
    with past.at(past.workday(-14)):
        lead = people.of(f"{CITY}-YJ", "handler").agency_id
        act.settle_proposal(actor=coordinator, proposal_id=fuel.pk, is_adopted=True, lead_id=lead)
        reason = "消防救援支队不同意，理由成立；其余时段的检查仍可由双方自行商定同行。"
        act.settle_proposal(actor=coordinator, proposal_id=care.pk, is_adopted=False, reason=reason)
    with past.at(past.workday(-13)):
        act.publish_joint_plan(actor=coordinator, round_id=first.pk)


def _answer_some(second: Consolidation) -> None:
    """One half answered, one refused; the others wait."""
    _answer(_with_task(second, "餐饮场所消防"), "XF")
    _answer(_with_task(second, "成品油零售"), "SW", "在线监测尚未接入民营加油站，明年仍须现场核对经营台账。")


def _answer(proposal: Proposal, kind: str, refusal: str = "") -> None:
    given = Answered.REFUSE if refusal else Answered.AGREE
    actor = people.of(f"{CITY}-{kind}", "handler")
    act.answer_proposal(actor=actor, proposal_id=proposal.pk, answer=given, reason=refusal)


def _with_task(found: Consolidation, words: str) -> Proposal:
    return found.proposals.get(proposal_lines__line__title__startswith=words)


def _publish(agency: str, year: int, tasks: tuple[Task, ...], codes: Mapping[str, str], **plan: Any) -> None:
    """From a draft to the public, by the persons whose turn it is."""
    handler, head = people.of(agency, "handler"), people.of(agency, "head")
    found = act.draft_plan(actor=handler, year=year, **plan)
    for task in tasks:
        act.write_line(actor=handler, plan_id=found.pk, content=_content(handler, agency, year, task, codes))
    act.hand_in_plan(actor=handler, plan_id=found.pk)
    found = act.submit_plan(actor=head, plan_id=found.pk)
    assert found.filed_with is not None
    act.file_plan(actor=people.of(found.filed_with.code, "head"), plan_id=found.pk)
    act.publish_plan(actor=head, plan_id=found.pk)


def _content(actor: Actor, agency: str, year: int, task: Task, codes: Mapping[str, str]) -> LineContent:
    number, title, objects, industry, amount, first, last = task
    place, _, kind = agency.partition("-")
    here = published_versions(actor, agency_kind=kind, region=place)
    version = here.get(item__code=codes[number])
    return LineContent(
        title=title, amount=amount, window_from=date(year, first, 1), window_until=date(year, last + 1, 1),
        item_version_ids=(version.pk,), object_words=objects, scope={"industries": [industry]},
        level_words="市抽市查" if place == CITY else "县抽县查",
    )  # fmt: skip
