"""The smallest province in which a draw can be held: one city, two counties, two departments and their officers."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.ids import new_id
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Agency, AgencyKind, EnforcementStatus, Officer, Region
from tongjian.foundation.org.roles import CAPABILITIES
from tongjian.pure import sampling
from tongjian.supervision.catalog.models import Item, ItemVersion, Qualification
from tongjian.supervision.planning.choices import Method
from tongjian.supervision.planning.models import Demand, Draw
from tongjian.supervision.planning.operations import (
    DemandContent,
    DrawPlan,
    commit_nonce,
    draft_demand,
    freeze_draw,
    open_draw,
    reveal_nonce,
    run_draw,
    submit_demand,
    take_demand_into_draw,
)
from tongjian.supervision.registry.models import Entity

WINDOW = (date(2026, 12, 1), date(2027, 1, 1))
COUNTIES = ("140105", "140106")


def actor_of(agency: Agency, role: Role, **changes) -> Actor:
    return Actor(
        name=f"{agency.name}{role.label}",
        via="web",
        user_id=uuid4(),
        agency_id=agency.pk,
        agency_name=agency.name,
        region_code=agency.region_id,
        permissions=changes.pop("permissions", CAPABILITIES[role]),
        **changes,
    )


def make_region(code: str, name: str, level: str, parent: str | None = None) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent_id": parent})[0]


def make_agency(code: str, name: str, region: str = "140100", **kind) -> Agency:
    kind_row, _ = AgencyKind.objects.get_or_create(
        code=code, defaults={"title": name, "short_name": name, "is_enforcer": True, **kind}
    )
    agency = Agency.objects.create(code=f"{region}-{code}", kind=kind_row, region_id=region, name=f"太原市{name}局")
    EnforcementStatus.objects.create(
        agency=agency, basis="市政府公告", published_at=date(2025, 1, 3), valid_from=date(2025, 1, 3)
    )
    return agency


def make_item(agency: Agency, name: str) -> ItemVersion:
    item = Item.objects.create(
        code=f"{agency.kind_id}-{Item.objects.count() + 1:03d}",
        agency_kind_id=agency.kind_id,
        name=name,
        created_at=timezone.now(),
    )
    return ItemVersion.objects.create(
        item=item, number=1, state="published", published_at=timezone.now(), valid_from=date(2025, 1, 1)
    )


def make_officer(agency: Agency, *items: ItemVersion, until: date = date(2030, 1, 1), **fields) -> Officer:
    count = Officer.objects.count() + 1
    officer = Officer.objects.create(
        agency=agency, name=f"执法员{count}", certificate_number=f"14-{count:05d}", certificate_until=until, **fields
    )
    for version in items:
        Qualification.objects.create(officer=officer, item=version.item)
    return officer


def make_entities(count: int, *, county: str = COUNTIES[0], **fields) -> list[Entity]:
    now = timezone.now()
    start = Entity.objects.count()
    return Entity.objects.bulk_create(
        Entity(
            id=new_id(),
            name=f"示例企业{number}",
            search_name=f"示例企业{number}",
            kind="enterprise",
            region_id=county,
            address=f"示例路 {number} 号",
            created_at=now,
            updated_at=now,
            **fields,
        )
        for number in range(start + 1, start + count + 1)
    )


@dataclass
class City:
    """Agencies and actors of the tests. `market` coordinates; `market` and `fire` are the parties."""

    market: Agency
    fire: Agency
    bureau: Agency
    market_item: ItemVersion
    fire_item: ItemVersion
    entities: list[Entity] = field(default_factory=list)

    @property
    def coordinator(self) -> Actor:
        return actor_of(self.bureau, Role.COORDINATOR)

    @property
    def handlers(self) -> dict[UUID, Actor]:
        return {agency.pk: actor_of(agency, Role.HANDLER) for agency in (self.market, self.fire)}

    @property
    def heads(self) -> dict[UUID, Actor]:
        return {agency.pk: actor_of(agency, Role.HEAD) for agency in (self.market, self.fire)}


def make_city(entities: int = 40) -> City:
    make_region("140000", "山西省", "province")
    make_region("140100", "太原市", "city", "140000")
    for code, name in zip(COUNTIES, ("小店区", "迎泽区"), strict=True):
        make_region(code, name, "county", "140100")
    market, fire = make_agency("SCJG", "市场监督管理"), make_agency("XF", "消防救援")
    bureau = make_agency("SP", "行政审批服务管理", is_enforcer=False, is_coordinator=True)
    city = City(market, fire, bureau, make_item(market, "食品经营检查"), make_item(fire, "消防安全检查"))
    for agency, item in ((market, city.market_item), (fire, city.fire_item)):
        for _ in range(3):
            make_officer(agency, item)
    city.entities = make_entities(entities // 2) + make_entities(entities - entities // 2, county=COUNTIES[1])
    return city


def content_of(*versions: ItemVersion, **changes) -> DemandContent:
    fields = {
        "title": "年度抽查",
        "item_version_ids": tuple(version.pk for version in versions),
        "method": Method.FIXED,
        "ratio": (10, 100),
        **changes,
    }
    return DemandContent(**fields)


def make_demand(city: City, agency: Agency, *, is_submitted: bool = True, **changes) -> Demand:
    item = city.market_item if agency == city.market else city.fire_item
    demand = draft_demand(actor=city.handlers[agency.pk], content=content_of(item, **changes))
    return submit_demand(actor=city.heads[agency.pk], demand_id=demand.pk) if is_submitted else demand


def plan_of(**changes) -> DrawPlan:
    fields = {
        "title": "2026 年第四季度部门联合抽查",
        "cycle": "2026年第四季度",
        "window_from": WINDOW[0],
        "window_until": WINDOW[1],
        **changes,
    }
    return DrawPlan(**fields)


def make_draw(city: City, **changes) -> Draw:
    parties = changes.pop("parties", [city.market.pk, city.fire.pk])
    return open_draw(actor=city.coordinator, plan=plan_of(**changes), party_agency_ids=parties)


def make_ready_draw(city: City, **changes) -> Draw:
    """A draft with a demand of each department: market 10 %, fire 25 %."""
    draw = make_draw(city, **changes)
    for agency, share in ((city.market, (10, 100)), (city.fire, (25, 100))):
        demand = make_demand(city, agency, ratio=share)
        take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    return draw


def nonce_of(agency: Agency) -> bytes:
    return agency.code.encode().ljust(32, b".")[:32]


def commit_as(city: City, agency: Agency, draw: Draw) -> Draw:
    commitment = sampling.commitment(draw.key, draw.version, agency.code, nonce_of(agency))
    return commit_nonce(actor=city.handlers[agency.pk], draw_id=draw.pk, commitment=commitment)


def reveal_as(city: City, agency: Agency, draw: Draw) -> Draw:
    return reveal_nonce(actor=city.handlers[agency.pk], draw_id=draw.pk, nonce=nonce_of(agency).hex())


def freeze(city: City, **changes) -> Draw:
    return freeze_draw(actor=city.coordinator, draw_id=make_ready_draw(city, **changes).pk)


def commit_all(city: City, draw: Draw) -> Draw:
    commit_as(city, city.market, draw)
    return commit_as(city, city.fire, draw)


def reveal_all(city: City, draw: Draw) -> Draw:
    reveal_as(city, city.market, draw)
    return reveal_as(city, city.fire, draw)


def drawn(city: City, **changes) -> Draw:
    """The whole ceremony."""
    draw = freeze(city, **changes)
    commit_all(city, draw)
    reveal_all(city, draw)
    return run_draw(actor=city.coordinator, draw_id=draw.pk)
