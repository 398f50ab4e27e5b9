"""一件事 of the demo city: compiled by the lead, started by its head; one changed since, one is still a draft."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tongjian.doors.demo import past, people
from tongjian.supervision.catalog.queries import published_versions
from tongjian.supervision.scenarios import operations
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.queries import Department, ScenarioContent, StepText, content_of, get_version

CITY = "140100"
STARTED_ON, CHANGED_ON = date(2026, 3, 10), date(2026, 6, 1)
CHANGED = ("成品油流通", "同一加油站每年不超过 2 次；群众投诉举报、转办交办和上级部署的除外")
STEPS = (
    StepText("发起", "牵头部门按年度检查计划或者专项部署发起，确定检查时段和对象"),
    StepText("会商", "牵头部门征求配合部门意见，形成联合检查方案，明确分工"),
    StepText("匹配人员", "从执法人员名录库随机抽取，每个部门不少于 2 名"),
    StepText("联合检查", "一次入户查完全部事项，向监管对象出示检查通知书和执法证件"),
    StepText("处置", "责令改正、移送立案按职责分别办理，结果告知牵头部门"),
    StepText("公示和评估", "检查结果依法公示，年底评估并提出调整意见"),
)
PAPERS = ("联合检查工作方案", "行政检查通知书", "现场检查笔录", "责令改正通知书", "检查结果告知书")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """`column` is what the file of items calls it; `others` are kinds of department with their duties."""

    column: str
    name: str
    lead: str
    duty: str
    others: dict[str, str]
    industries: tuple[str, ...]
    frequency: str = "每年不超过 2 次"
    is_draft: bool = False


MATTERS = (
    Matter(
        column="成品油流通",
        name="成品油流通（加油站）综合监管一件事",
        lead="SW",
        duty="牵头组织联合检查；成品油零售经营资格、经营台账和进销存管理",
        others={
            "SCJG": "加油机计量检定、车用成品油质量、价格和营业执照",
            "YJ": "危险化学品经营许可、安全生产责任制落实情况",
            "XF": "消防设施、器材和疏散通道",
            "ST": "油气回收设施、地下油罐防渗和地下水监测",
            "GA": "散装汽油购销实名登记",
            "SWJ": "税控装置和纳税申报",
        },
        industries=("F5265",),
    ),
    Matter(
        column="经营性自建房",
        name="经营性自建房安全综合监管一件事",
        lead="ZJ",
        duty="牵头组织联合检查；房屋结构安全、改建扩建和安全鉴定",
        others={
            "XF": "住宿和人员密集经营场所的消防安全",
            "WJ": "住宿场所公共卫生许可和卫生管理",
            "GA": "旅馆业特种行业许可和住宿实名登记",
        },
        industries=("H6140", "H6190"),
    ),
    Matter(
        column="危险化学品",
        name="危险化学品经营综合监管一件事",
        lead="YJ",
        duty="牵头组织联合检查；危险化学品经营许可和安全生产条件",
        others={
            "SCJG": "危险化学品及其包装物、容器的产品质量",
            "ST": "危险废物贮存、转移和处置",
            "GA": "剧毒、易制爆危险化学品购销流向和治安防范",
            "JT": "危险货物道路运输资质和电子运单",
        },
        industries=("F5169",),
        frequency="每年 1 次全覆盖",
    ),
    Matter(
        column="养老机构",
        name="养老机构综合监管一件事",
        lead="MZ",
        duty="牵头组织联合检查；备案、服务质量、收费和预收费管理",
        others={
            "XF": "消防设施、疏散和微型消防站",
            "SCJG": "食堂食品安全、电梯等特种设备",
            "WJ": "内设医疗机构执业",
        },
        industries=("Q8514",),
    ),
    Matter(
        column="单用途预付卡",
        name="单用途商业预付卡综合监管一件事",
        lead="SW",
        duty="牵头组织联合检查；发卡备案、资金存管和业务报告",
        others={"SCJG": "预付式消费合同、格式条款和退款处理"},
        industries=("F5212", "O8040"),
        frequency="每年不超过 1 次",
    ),
    Matter(
        column="校外培训",
        name="校外培训机构综合监管一件事",
        lead="JY",
        duty="牵头组织联合检查；办学许可、培训内容和从业人员资质",
        others={
            "SCJG": "收费公示、广告宣传和合同",
            "XF": "培训场所的消防安全",
            "WL": "文化艺术类培训机构",
        },
        industries=("P8391", "P8393", "P8399"),
        is_draft=True,
    ),
)


def compile_matters(codes: dict[str, str]) -> None:
    """`codes` leads from the number in the file of items to the item's code."""
    with past.at(STARTED_ON):
        for matter in MATTERS:
            version = _compile(matter, codes)
            if not matter.is_draft:
                _start(version, matter.lead)
            if matter.column == CHANGED[0]:
                changed, lead = version, matter.lead
    with past.at(CHANGED_ON):
        handler = people.of(f"{CITY}-{lead}", "handler")
        content = replace(content_of(get_version(handler, changed.pk)), frequency_text=CHANGED[1])
        _start(operations.revise_scenario(actor=handler, scenario_id=changed.scenario_id, content=content), lead)


def _compile(matter: Matter, codes: dict[str, str]) -> ScenarioVersion:
    """With the items of the file that the city has adopted."""
    handler = people.of(f"{CITY}-{matter.lead}", "handler")
    wanted = set(_items(matter, codes))
    versions = published_versions(handler, region=CITY).filter(item__code__in=wanted)
    content = ScenarioContent(
        name=matter.name,
        lead=matter.lead,
        lead_duty=matter.duty,
        cooperating=tuple(Department(kind, duty) for kind, duty in matter.others.items()),
        item_version_ids=tuple(versions.values_list("pk", flat=True)),
        scope={"industries": matter.industries},
        steps=STEPS,
        papers=PAPERS,
        frequency_text=matter.frequency,
    )
    return operations.draft_scenario(actor=handler, content=content)


def _items(matter: Matter, codes: dict[str, str]) -> Iterator[str]:
    for row in people.rows("items.csv"):
        if row["一件事"] == matter.column and row["编号"] in codes:
            yield codes[row["编号"]]


def _start(version: ScenarioVersion, lead: str) -> None:
    operations.submit_scenario(actor=people.of(f"{CITY}-{lead}", "handler"), version_id=version.pk)
    operations.publish_scenario(actor=people.of(f"{CITY}-{lead}", "head"), version_id=version.pk)
