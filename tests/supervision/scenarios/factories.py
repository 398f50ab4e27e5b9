"""A petrol station as one matter of the market and the fire department, compiled by the one that leads it."""

from tests.supervision.planning.factories import City, actor_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.operations import draft_scenario, publish_scenario, submit_scenario
from tongjian.supervision.scenarios.queries import Department, ScenarioContent, StepText


def lead_in(city: City, role: Role = Role.HANDLER) -> Actor:
    return actor_of(city.market, role)


def content_of(city: City, **changes) -> ScenarioContent:
    fields = {
        "name": "加油站综合监管一件事",
        "lead": "SCJG",
        "lead_duty": "计量、油品质量",
        "cooperating": (Department("XF", "消防安全"),),
        "item_version_ids": (city.market_item.pk, city.fire_item.pk),
        "scope": {"words": ["示例企业"]},
        "steps": (StepText("发起", "牵头部门制定方案"), StepText("联合检查", "一次入户")),
        "papers": ("行政检查通知书",),
        "frequency_text": "每年不超过 2 次",
        **changes,
    }
    return ScenarioContent(**fields)


def make_scenario(city: City, **changes) -> ScenarioVersion:
    return draft_scenario(actor=lead_in(city), content=content_of(city, **changes))


def make_submitted(city: City, **changes) -> ScenarioVersion:
    return submit_scenario(actor=lead_in(city), version_id=make_scenario(city, **changes).pk)


def make_published(city: City, **changes) -> ScenarioVersion:
    return publish_scenario(actor=lead_in(city, Role.HEAD), version_id=make_submitted(city, **changes).pk)
