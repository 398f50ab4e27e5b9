"""重点事项 of the demo: the province's list has something in every area of the policy, one item of it is due for its
yearly review; the city has begun its own, with one proposal waiting for the second person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from tongjian.doors.demo import past, people
from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog import operations as catalog
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.key_items import operations, queries
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations import GivenScore
from tongjian.supervision.key_items.queries import LEVELS, Department, KeyItemContent, levels_from
from tongjian.supervision.scenarios.queries import ScenarioFilter, list_versions

PROVINCE, CITY = "140000-XZSP", "140100"
KEPT_BEFORE, DUE_BEFORE, LISTED_BEFORE, CITY_BEFORE = 400, 345, 250, 60
"""How many days ago: what was reviewed since, what is due, the rest of the province's list, the city's own."""
KEPT_AGO = 40
Marks = Mapping[str, tuple[int, str]]
RISK, CARE = "直接关系人民生命财产安全、公共安全", "群众关心关切，上级部署专项整治"
SAID: Marks = {
    "risk": (4, "可能造成群体性健康或者安全事故"),
    "attention": (4, CARE),
    "incidents": (3, "近年投诉和检查发现的问题较多"),
    "blank": (2, "流通和使用环节部门之间有交叉"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """`items` are numbers of the file of items or codes; `lead` and `others` go from the province down, where a level
    has none of its own the one above it holds."""

    area: str
    name: str
    reason: str
    items: tuple[str, ...]
    lead: tuple[str, ...]
    others: tuple[str, ...]
    marks: Marks
    before: int = LISTED_BEFORE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """What the province compiles because an area has no item yet."""

    number: str
    kind: str
    name: str
    basis: str
    objects: str


NEW_ITEMS = (
    NewItem(number="药械", kind="SCJG", name="医疗器械经营企业检查", basis="《医疗器械监督管理条例》",
            objects="医疗器械经营企业"),
    NewItem(number="质量", kind="ZJ", name="建筑工程质量监督检查", basis="《建设工程质量管理条例》",
            objects="建设、施工、监理等工程参建单位"),
    NewItem(number="网安", kind="GA", name="网络安全等级保护检查", basis="《网络安全法》",
            objects="网络运营者"),
)  # fmt: skip
MATTERS = (
    Matter(
        area="food", name="集中用餐单位和餐饮服务食品安全",
        reason="学校、养老机构等集中用餐人数多，发生问题影响面大；餐饮、农产品、卫生分属几个部门监管，群众反映集中。",
        items=("SCJG-05", "SCJG-08", "SCJG-09"), lead=("SCJG",), others=("JY", "MZ", "WJ", "NY"),
        marks={**SAID, "attention": (5, "群众反映集中，校园食品安全是社会关注重点")},
    ),
    Matter(
        area="drug", name="药品零售和医保定点药店",
        reason="药品质量直接关系群众健康；零售许可、处方药销售和医保基金使用由不同部门监管，一店多查。",
        items=("SCJG-10", "YB-01"), lead=("YJJ", "SCJG"), others=("YB", "WJ"), marks=SAID,
    ),
    Matter(
        area="medical_device", name="医疗器械经营使用",
        reason="植入类、体外诊断类器械风险高，经营环节和医疗机构使用环节分属两个部门，追溯容易脱节。",
        items=("药械",), lead=("YJJ", "SCJG"), others=("WJ", "YB"), marks=SAID,
    ),
    Matter(
        area="hazardous_chemical", name="危险化学品经营、运输和储存",
        reason="易燃易爆、有毒有害，一旦发生事故后果严重；许可、流向、运输、储存、废物处置涉及多个部门，须全链条监管。",
        items=("YJ-01", "YJ-02", "GA-02", "GA-04", "JT-01", "ST-02", "SCJG-03"), lead=("YJ",),
        others=("GA", "JT", "ST", "SCJG", "XF"), before=DUE_BEFORE,
        marks={**SAID, "risk": (5, RISK), "blank": (3, "运输途中停放、废弃处置环节职责交叉")},
    ),
    Matter(
        area="gas", name="城镇燃气和餐饮场所用气安全",
        reason="餐饮等公共场所用气事故易造成群死群伤；供气、气瓶、灶具、消防分段监管，职责空白和交叉突出。",
        items=("ZJ-02",), lead=("ZJ", "CG"), others=("SCJG", "SW", "XF", "YJ"),
        marks={**SAID, "risk": (5, RISK), "blank": (4, "供气企业、气瓶、灶具、用气场所分段监管")},
    ),
    Matter(
        area="special_equipment", name="电梯、压力容器和气瓶充装",
        reason="使用单位多、老旧设备多，充装和使用环节容易发生事故；住宅电梯还涉及物业管理和维修资金。",
        items=("SCJG-06", "SCJG-11", "SCJG-12"), lead=("SCJG",), others=("ZJ", "YJ", "JY"), before=KEPT_BEFORE,
        marks={**SAID, "risk": (5, RISK)},
    ),
    Matter(
        area="construction_quality", name="住宅和公共建筑工程质量",
        reason="工程质量是百年大计，渗漏、开裂等问题群众投诉多；材料质量和规划、施工、验收由不同部门把关。",
        items=("质量", "ZJ-01"), lead=("ZJ",), others=("SCJG", "ZR", "YJ"), marks=SAID,
    ),
    Matter(
        area="network_security", name="重要网络和数据安全",
        reason="政务、医疗、教育等重要系统一旦被攻击破坏，影响公共服务；网信、公安、行业主管部门都有职责，须统一检查。",
        items=("网安",), lead=("WX",), others=("GA", "GX", "TX"),
        marks={**SAID, "incidents": (3, "由公安机关通报的事件评分，监管平台没有数据")},
    ),
)  # fmt: skip
CITY_FOOD = Matter(
    area="food", name="校园及周边食品安全",
    reason="中小学、幼儿园食堂和校园周边餐饮、食品店集中，未成年人用餐安全不容有失。",
    items=("SCJG-05", "SCJG-08"), lead=("SCJG",), others=("JY", "WJ", "CG"), marks=SAID,
)  # fmt: skip
CITY_CHEMICALS = Matter(
    area="hazardous_chemical", name="危险化学品经营综合监管",
    reason="本市危险化学品经营单位多，已经作为一件事联合检查；建议列为本市重点事项，固定各县区牵头和配合部门。",
    items=(), lead=("YJ",), others=("GA", "JT", "ST", "SCJG"), marks={**SAID, "risk": (5, RISK)},
)  # fmt: skip


def list_matters(host: Actor, codes: Mapping[str, str]) -> None:
    """`codes` leads from the number in the file of items to the item's code."""
    today = timezone.localdate()
    with past.at(today - timedelta(days=KEPT_BEFORE + 1)):
        people.settle(host, [PROVINCE])
        known = dict(codes) | _compile_new_items()
    proposer, head = people.of(PROVINCE, "coordinator"), people.of(PROVINCE, "head")
    for matter in MATTERS:
        with past.at(today - timedelta(days=matter.before)):
            version = _propose(proposer, matter, known)
            operations.publish_key_item(actor=head, version_id=version.pk)
        if matter.before == KEPT_BEFORE:
            with past.at(today - timedelta(days=KEPT_AGO)):
                reason = "老旧电梯更新还没有完成，风险没有明显下降，继续列为重点。"
                operations.review_key_item(actor=proposer, version_id=version.pk, outcome="keep", reason=reason)
    with past.at(today - timedelta(days=CITY_BEFORE)):
        own = _propose(people.of(f"{CITY}-SCJG", "handler"), CITY_FOOD, known)
        operations.publish_key_item(actor=people.of(f"{CITY}-SCJG", "head"), version_id=own.pk)
        _propose(people.of(f"{CITY}-XZSP", "coordinator"), CITY_CHEMICALS, known, scenario="危险化学品")
    operations.ask_for_reviews(actor=Actor.system("演示", "key_items.ask", "key_items.view"))


def _compile_new_items() -> dict[str, str]:
    """Number → code."""
    codes = {}
    for one in NEW_ITEMS:
        agency = f"140000-{one.kind}"
        text = catalog.ItemText(
            legal_basis=one.basis, object_kind=one.objects, subject="省、市、县级主管部门", method="现场检查"
        )
        handler = people.of(agency, "handler")
        version = catalog.draft_item(actor=handler, agency_kind=one.kind, name=one.name, text=text)
        catalog.submit_version(actor=handler, version_id=version.pk)
        catalog.publish_version(actor=people.of(agency, "head"), version_id=version.pk)
        codes[one.number] = version.item.code
    return codes


def _propose(actor: Actor, matter: Matter, codes: Mapping[str, str], scenario: str = "") -> KeyItemVersion:
    """Written, scored and handed in."""
    items = Item.objects.filter(code__in=[codes[number] for number in matter.items])
    matters = list_versions(actor, ScenarioFilter(text=scenario, state="published")) if scenario else ()
    content = KeyItemContent(
        name=matter.name,
        area=matter.area,
        reason=matter.reason,
        item_ids=tuple(items.values_list("pk", flat=True)),
        scenario_version_id=next((one.pk for one in matters), None),
        departments=tuple(_departments(matter, actor)),
    )
    version = operations.draft_key_item(actor=actor, content=content)
    criteria = queries.criteria(actor.region_code)
    proposals = queries.proposals(actor, version, criteria)
    given = {code: GivenScore(points, reason) for code, (points, reason) in matter.marks.items()}
    given |= {"departments": GivenScore(proposals["departments"].points)}
    version = operations.score_key_item(actor=actor, version_id=version.pk, given=given)
    return operations.submit_key_item(actor=actor, version_id=version.pk)


def _departments(matter: Matter, actor: Actor) -> Iterable[Department]:
    own = LEVELS[0] if actor.region_code.endswith("0000") else LEVELS[1]
    for place, level in enumerate(levels_from(own)):
        lead = matter.lead[min(place, len(matter.lead) - 1)]
        yield Department(level, lead, ParticipationRole.LEAD)
        yield from (Department(level, kind) for kind in matter.others if kind != lead)
