"""What departments know of a few enterprises beyond the imported file. All of it is invented."""

import io
from datetime import date

from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.queries import get_agency_by_code
from tongjian.supervision.registry import operations, queries
from tongjian.supervision.registry.choices import EntityKind, PointSource, RelationKind
from tongjian.supervision.registry.operations import Licence, Site, Unit

SHOWN = 4
COUNTY = "140105"
EXAMPLE_ID = "11010519491231002X"
"""The example of GB 11643; nobody's."""
WITHOUT_CODE = (
    (
        Unit(
            kind=EntityKind.HOUSE,
            name="演示路112号自建房（出租经营）",
            region=COUNTY,
            address="太原市小店区演示路112号",
            number="140105001001GB00112",
            business_scope="三层砖混，一层经营餐饮，二三层出租居住",
        ),
        True,
    ),
    (
        Unit(
            kind=EntityKind.EQUIPMENT,
            name="演示商场1号乘客电梯",
            region=COUNTY,
            address="太原市小店区演示路18号",
            number="梯11晋A00001(26)",
        ),
        True,
    ),
    (
        Unit(
            kind=EntityKind.PROJECT,
            name="演示路中学食堂改造工程",
            region=COUNTY,
            address="太原市小店区演示路30号",
            number="2026-140105-82-01-000001",
        ),
        False,
    ),
    (
        Unit(
            kind=EntityKind.UNLICENSED,
            name="李某（流动早餐摊）",
            region=COUNTY,
            address="太原市小店区演示路与样例街口",
            number="440524188001010014",
            business_scope="无证从事食品经营",
        ),
        False,
    ),
)
"""People and things, and whether the first of the enterprises answers for it."""
GRADES = ["A", "A", "B", "B", "B", "A", "C", "B", "D", ""]
LONGITUDE, LATITUDE, STEP = 112.560, 37.730, 0.006
"""Degrees, in 小店区: one place beside the other."""


def enrich(keeper: Actor) -> None:
    """Points for some main premises, a second place, permits in each state, a branch."""
    entities = list(queries.list_entities(keeper, queries.EntityFilter(region=COUNTY)).order_by("name")[:SHOWN])
    for number, entity in enumerate(entities):
        main = entity.premises.get(is_main=True)
        site = _site(main.address, number, region=main.region_id or "")
        operations.correct_premises(
            actor=keeper, entity_id=entity.pk, premises_id=main.pk, site=site, reason="演示：补充坐标"
        )
        licence = _licence(number, until=date(2026 + number, 6, 30))
        operations.add_permit(actor=keeper, entity_id=entity.pk, licence=licence)
    first, second = entities[:2]
    site = _site("太原市小店区演示路18号（仓库）", SHOWN, region=COUNTY)
    operations.add_premises(actor=keeper, entity_id=first.pk, site=site)
    operations.relate_entities(
        actor=keeper, entity_id=second.pk, other_id=first.pk, kind=RelationKind.BRANCH_OF, valid_from=date(2024, 5, 1)
    )
    for one in entities[1:3]:
        changes = {"representative": EXAMPLE_ID}
        operations.correct_entity(actor=keeper, entity_id=one.pk, changes=changes, reason="演示：补登法定代表人")
    for unit, is_owned in WITHOUT_CODE:
        operations.register_entity(actor=keeper, unit=unit, answers_id=first.pk if is_owned else None)


def grade(keeper: Actor) -> None:
    """Risk grades of all enterprises, as a file of the provincial department brings them; one in ten has none."""
    entities = queries.list_entities(keeper, queries.EntityFilter()).exclude(uscc="").order_by("name")
    codes = list(entities.values_list("uscc", flat=True))
    lines = [f"{code},{GRADES[place % 10]}" for place, code in enumerate(codes) if GRADES[place % 10]]
    file = io.BytesIO("\n".join(["统一社会信用代码,信用风险等级", *lines]).encode())
    agency = get_agency_by_code("140000-SCJG")
    batch = receive_batch(
        actor=keeper, dataset=Dataset.GRADES, file=file, file_name="企业信用风险分类（演示）.csv", agency_id=agency.pk
    )
    operations.stage_grades(actor=keeper, batch_id=batch.pk)
    operations.apply_grades(actor=keeper, batch_id=batch.pk)


def _site(address: str, number: int, *, region: str) -> Site:
    return Site(
        address=address,
        region=region,
        longitude=round(LONGITUDE + number * STEP, 6),
        latitude=round(LATITUDE + number * STEP, 6),
        tolerance_metres=500,
        point_source=PointSource.MAP,
    )


def _licence(number: int, *, until: date) -> Licence:
    return Licence(
        kind="食品经营许可证",
        number=f"JY0140105{number + 1:07}",
        issuer="太原市行政审批服务管理局",
        scope="热食类食品制售（单位食堂）",
        valid_from=date(until.year - 5, 7, 1),
        last_day=until,
    )
