"""Two departments that check the same shops by the same clause, in a city with a coordinator."""

from django.utils import timezone

from tests.supervision.planning.factories import City, actor_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import Checklist, CheckPoint, Item, ItemVersion
from tongjian.supervision.duties.choices import SettlementKind, Stage
from tongjian.supervision.duties.models import Settlement
from tongjian.supervision.duties.operations import build_duties, give_opinion, open_settlement

SHARED = "购卡章程是否履行告知义务。"


def share_content(*versions: ItemVersion, objects: str = "发卡企业", content: str = SHARED) -> None:
    """Each version gets a checklist of its own with the same line about the same objects."""
    for version in versions:
        checklist = Checklist.objects.create(
            code=f"L-{version.item.code}", name=version.item.name, created_at=timezone.now()
        )
        CheckPoint.objects.create(checklist=checklist, number=1, content=content)
        version.checklist, version.object_kind = checklist, objects
        version.save(update_fields=["checklist", "object_kind"])


def build(city: City) -> int:
    return build_duties(actor=city.coordinator)


def handler(city: City, agency=None) -> Actor:
    return actor_of(agency or city.market, Role.HANDLER)


def head(city: City, agency=None) -> Actor:
    return actor_of(agency or city.market, Role.HEAD)


def items_of(city: City) -> list[Item]:
    return [city.market_item.item, city.fire_item.item]


def open_overlap(city: City, **changes) -> Settlement:
    given = {
        "kind": SettlementKind.OVERLAP,
        "title": "单用途预付卡监管职责交叉",
        "description": "两个部门检查同一批企业的同一内容。",
        "item_codes": [item.code for item in items_of(city)],
        "stages": [Stage.ROUTINE, Stage.CLUE],
        "departments": ["SCJG", "XF"],
        **changes,
    }
    return open_settlement(actor=city.coordinator, **given)


def answer_all(city: City, settlement: Settlement) -> None:
    give_opinion(actor=handler(city), settlement_id=settlement.pk, wish="lead", text="消费者权益保护由我局负责。")
    give_opinion(
        actor=handler(city, city.fire), settlement_id=settlement.pk, wish="cooperate", text="配合提供备案信息。"
    )
