"""A city that makes the places where food is sold a key item, led by the market department."""

from tests.supervision.planning.factories import City, actor_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.supervision.key_items import operations
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations import GivenScore
from tongjian.supervision.key_items.queries import Department, KeyItemContent

DEPARTMENTS = (
    Department("city", "SCJG", "lead"),
    Department("city", "XF"),
    Department("county", "SCJG", "lead"),
    Department("county", "XF"),
)


def lead_in(city: City, role: Role = Role.HANDLER) -> Actor:
    return actor_of(city.market, role)


def head_of_bureau(city: City) -> Actor:
    return actor_of(city.bureau, Role.HEAD)


def content_of(city: City, **changes) -> KeyItemContent:
    fields = {
        "name": "集中用餐单位食品安全",
        "area": "food",
        "reason": "直接关系群众生命健康，几个部门都要查。",
        "item_ids": (city.market_item.item_id,),
        "departments": DEPARTMENTS,
        **changes,
    }
    return KeyItemContent(**fields)


def given(**points: int) -> dict[str, GivenScore]:
    """Four of five points on everything by hand, unless said otherwise; the figures propose two departments."""
    wanted = {"risk": 4, "attention": 4, "departments": 2, "incidents": 4, "blank": 4, **points}
    return {code: GivenScore(number, "上级部署") for code, number in wanted.items()}


def make_draft(city: City, **changes) -> KeyItemVersion:
    return operations.draft_key_item(actor=lead_in(city), content=content_of(city, **changes))


def make_scored(city: City, points: dict[str, int] | None = None, **changes) -> KeyItemVersion:
    draft = make_draft(city, **changes)
    return operations.score_key_item(actor=lead_in(city), version_id=draft.pk, given=given(**points or {}))


def make_submitted(city: City, points: dict[str, int] | None = None, **changes) -> KeyItemVersion:
    return operations.submit_key_item(actor=lead_in(city), version_id=make_scored(city, points, **changes).pk)


def make_published(city: City, **changes) -> KeyItemVersion:
    submitted = make_submitted(city, **changes)
    return operations.publish_key_item(actor=lead_in(city, Role.HEAD), version_id=submitted.pk)
