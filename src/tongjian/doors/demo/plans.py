"""Annual plans of the demo city: one published and about to be changed, one waiting to be filed, a campaign in draft.
The contents are invented."""

import io
from datetime import date

from tongjian.doors.demo import past, people
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.queries import published_versions
from tongjian.supervision.planning.choices import Method
from tongjian.supervision.planning.operations import DemandContent, draft_demand
from tongjian.supervision.plans import operations as act
from tongjian.supervision.plans.choices import PlanKind
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations import LineContent

CITY = "140100"
# Task, objects, industries, amount and frequency, first and last month, a word in the titles of its items.
LINES = {
    "SCJG": (
        ("食品经营者监督抽查", "餐饮和食品销售单位", ["H62", "F52"], "≥10%；1次/年", 3, 11, "食品"),
        ("成品油经营单位计量和质量抽查", "加油站", ["F5265"], "全覆盖；每年1次", 4, 10, "油"),
        ("单用途预付卡经营者抽查", "洗浴、理发、健身门店", [], "A类1%、B类3%、C类10%、D类30%", 5, 11, "预付"),
    ),
    "YJ": (("危险化学品经营单位检查", "危险化学品经营单位", ["F5265"], "不少于20户；每年≤2次", 4, 11, "危险"),),
    "XF": (("人员密集场所消防监督抽查", "商场、培训机构、养老机构", [], "≥5%；每半年1次", 3, 12, "消防"),),
}

FILE_HEAD = "任务或领域,抽查事项,抽查对象,抽查比例及频次,起止时间,配合部门"
FILE_ROWS = (
    "危险化学品经营单位检查,,危险化学品经营单位,不少于30户；每年≤2次,3月—11月,消防救援局",
    "加油站安全生产检查,,加油站,全覆盖；每年1次,4月—10月,市场监督管理局",
    "工贸企业有限空间作业检查,,工贸企业,抽查15,5月—9月,",
)


def plan_the_year(today: date) -> None:
    """`today` is the demo's: its year is the plans' year."""
    year = today.year
    with past.at(date(year, 3, 10)):
        market = _draft("SCJG", year)
        act.hand_in_plan(actor=_of("SCJG", "handler"), plan_id=market.pk)
    with past.at(date(year, 3, 12)):
        market = act.submit_plan(actor=_of("SCJG", "head"), plan_id=market.pk)
    with past.at(date(year, 3, 18)):
        assert market.filed_with is not None
        act.file_plan(actor=people.of(market.filed_with.code, "head"), plan_id=market.pk)
    with past.at(date(year, 3, 20)):
        act.publish_plan(actor=_of("SCJG", "head"), plan_id=market.pk)
    with past.at(past.workday(-5)):
        act.propose_change(
            actor=_of("SCJG", "handler"), plan_id=market.pk, number=1,
            content=_content("SCJG", year, 0, "≥15%；1次/年"), reason="三季度食品投诉举报同比上升，提高抽查比例。",
        )  # fmt: skip
    _demand_from(market)
    with past.at(past.workday(-4)):
        fire = _draft("XF", year)
        act.hand_in_plan(actor=_of("XF", "handler"), plan_id=fire.pk)
        act.submit_plan(actor=_of("XF", "head"), plan_id=fire.pk)
        _draft(
            "YJ", year, kind=PlanKind.CAMPAIGN, title="岁末年初危险化学品安全专项检查", basis="并安委办〔2026〕18号"
        )
        _from_file("YJ", year)


def _from_file(kind_code: str, year: int) -> None:
    """A plan that comes late, as the table of the department; one row goes back to it."""
    actor = _of(kind_code, "handler")
    plan = act.draft_plan(actor=actor, year=year)
    file = io.BytesIO("\n".join((FILE_HEAD, *FILE_ROWS)).encode())
    batch = act.receive_plan_file(
        actor=actor, plan_id=plan.pk, file=file, file_name=f"应急管理局{year}年度检查计划.csv"
    )
    act.stage_lines(actor=actor, batch_id=batch.pk)
    act.apply_lines(actor=actor, batch_id=batch.pk)


def _demand_from(plan: Plan) -> None:
    """A demand begun from the first line, still to be handed in."""
    line = plan.lines.get(number=1, version=1)
    with past.at(past.workday(-3)):
        draft_demand(
            actor=_of("SCJG", "handler"),
            content=DemandContent(
                title=f"{line.title}（第一批）",
                item_version_ids=tuple(line.items.values_list("pk", flat=True)),
                method=Method.FIXED,
                ratio=(1, 10),
                scope=line.scope,
                plan_line_id=line.pk,
            ),
        )


def _draft(kind_code: str, year: int, **plan: str) -> Plan:
    actor = _of(kind_code, "handler")
    kind = PlanKind(plan.pop("kind", PlanKind.ANNUAL))
    found = act.draft_plan(actor=actor, year=year, kind=kind, **plan)
    for place in range(len(LINES[kind_code])):
        act.write_line(actor=actor, plan_id=found.pk, content=_content(kind_code, year, place))
    return found


def _content(kind_code: str, year: int, place: int, amount: str = "") -> LineContent:
    title, objects, industries, wanted, first, last, word = LINES[kind_code][place]
    actor = _of(kind_code, "handler")
    versions = published_versions(actor, agency_kind=kind_code, region=CITY)
    chosen = [one for one in versions if word in one.item.title] or list(versions)[:1]
    return LineContent(
        title=title,
        amount=amount or wanted,
        window_from=date(year, first, 1),
        window_until=date(year, last + 1, 1) if last < 12 else date(year + 1, 1, 1),
        item_version_ids=tuple(one.pk for one in chosen),
        object_words=objects,
        scope={"industries": industries},
        on_site_reason="须核对现场实际状况和设施设备。",
        level_words="市抽市查",
    )


def _of(kind_code: str, role: str) -> Actor:
    return people.of(f"{CITY}-{kind_code}", role)
