"""The list of items through two years: the province compiles, places adopt, words change, one item is replaced."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tongjian.doors.demo import past, people
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog import operations as catalog
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.choices import Choice
from tongjian.supervision.catalog.models import Item, ItemVersion

COMPILED_ON, ADOPTED_ON = date(2025, 3, 10), date(2025, 4, 1)
CHANGED_ON, REPLACED_ON = date(2026, 1, 15), date(2026, 3, 2)
PROVINCE, OTHERS = "140000", ("140200", "140105", "140106", "140213", "140215")
OTHER_DEPARTMENT = "SCJG"
"""Of the other places only this department has people; how far each has got shows on the page of figures."""
DECLINED = ("140100-ZJ", "ZJ-02", "本市餐饮场所燃气使用安全检查由城市管理部门承担，已列入该部门事项清单。")
WAITING = ("140100-JY", "JY-01")
CHANGED = {
    "SCJG-08": {"frequency_text": "每年不超过2次；学校食堂按学期检查"},
    "YJ-02": {"ratio_text": "不低于20%", "frequency_text": "每年不超过1次"},
    "WJ-01": {"frequency_text": "每年不超过1次"},
}
REPLACED, REPLACEMENT = "XF-05", "XF-02"


def compiling_agencies() -> list[str]:
    """Provincial departments with items, and the one department of every other place."""
    kinds = sorted({row["部门代码"] for row in people.rows("items.csv") if row["编制区划代码"] == PROVINCE})
    return [f"{PROVINCE}-{kind}" for kind in kinds] + [f"{other}-{OTHER_DEPARTMENT}" for other in OTHERS]


def compile_and_adopt(host: Actor, departments: Sequence[str]) -> dict[str, str]:
    """Returns file number → item code of what the departments may check."""
    with past.at(COMPILED_ON, 14):
        codes = _publish_all(host)
    with past.at(ADOPTED_ON):
        for department in departments:
            _adopt(department)
        for place, other in enumerate(OTHERS):
            _adopt(f"{other}-{OTHER_DEPARTMENT}", at_most=11 - 2 * place)
    with past.at(CHANGED_ON):
        for number, words in CHANGED.items():
            change(codes[number], words)
    with past.at(REPLACED_ON):
        _replace(codes[REPLACED], codes[REPLACEMENT])
    return codes


def _publish_all(host: Actor) -> dict[str, str]:
    """Each department's handler submits, its head publishes."""
    numbers = {(row["部门代码"], row["抽查事项名称"], row["抽查子项"]): row for row in people.rows("items.csv")}
    codes: dict[str, str] = {}
    for version in queries.list_versions(host, queries.ItemFilter()).select_related("item__compiled_by"):
        item = version.item
        row = numbers.get((item.agency_kind_id, item.name, item.sub_name))
        if row is None or item.compiled_by is None:
            continue
        codes[row["编号"]] = item.code
        _publish(version, item.compiled_by.code, row["检查表号"])
    return codes


def _publish(version: ItemVersion, agency: str, checklist: str = "") -> None:
    handler = people.of(agency, "handler")
    if checklist and version.checklist_id is None:
        catalog.attach_checklist(actor=handler, version_id=version.pk, checklist_code=checklist)
    catalog.submit_version(actor=handler, version_id=version.pk)
    catalog.publish_version(actor=people.of(agency, "head"), version_id=version.pk)


def _adopt(department: str, at_most: int | None = None) -> None:
    """What the department's line offers, but for what it declines or has not settled."""
    kind = department.partition("-")[2]
    if kind == "XZSP":
        return
    handler = people.of(department, "handler")
    held_back = {DECLINED[1]} if department == DECLINED[0] else {WAITING[1]} if department == WAITING[0] else set()
    offered = [version.item.code for version in queries.list_offered(handler)]
    wanted = [code for code in offered if code not in held_back][:at_most]
    if wanted:
        catalog.choose_items(actor=handler, choice=Choice.ADOPT, item_codes=wanted)
    if department == DECLINED[0]:
        catalog.choose_items(actor=handler, choice=Choice.DECLINE, item_codes=[DECLINED[1]], reason=DECLINED[2])
    if offered and department != WAITING[0]:
        catalog.publish_adoptions(actor=people.of(department, "head"))
    if department == WAITING[0]:
        catalog.choose_items(actor=handler, choice=Choice.ADOPT, item_codes=[WAITING[1]])


def change(code: str, words: dict[str, str]) -> None:
    """A new version of the item with these words, in force from today."""
    item = Item.objects.select_related("compiled_by").get(code=code)
    current = queries.published_version(item)
    assert current is not None
    assert item.compiled_by is not None
    agency = item.compiled_by.code
    text = catalog.ItemText(**{field: getattr(current, field) for field in catalog.ItemText.__dataclass_fields__})
    version = catalog.draft_item(
        actor=people.of(agency, "handler"),
        agency_kind=item.agency_kind_id,
        name=item.name,
        sub_name=item.sub_name,
        text=replace(text, **words),
    )
    _publish(version, agency)


def _replace(code: str, successor: str) -> None:
    item = Item.objects.select_related("compiled_by").get(code=code)
    version = queries.published_version(item)
    assert version is not None
    assert item.compiled_by is not None
    reason = "餐饮场所并入小型经营场所消防安全检查，一次查清。"
    head = people.of(item.compiled_by.code, "head")
    catalog.retire_version(actor=head, version_id=version.pk, reason=reason, successor_code=successor)
