"""A department's plan, as far along as a test needs it."""

from datetime import date

from django.utils import timezone

from tests.supervision.planning.factories import actor_of
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import Checklist, CheckPoint
from tongjian.supervision.plans import operations as act
from tongjian.supervision.plans.operations import LineContent


def content_of(*versions, **changes) -> LineContent:
    fields = {
        "title": "食品经营抽查",
        "amount": "≥10%；1次/年",
        "window_from": date(2026, 3, 1),
        "window_until": date(2026, 12, 1),
        "item_version_ids": tuple(version.pk for version in versions),
        "object_words": "食品经营者",
        **changes,
    }
    return LineContent(**fields)


def handler(city):
    return city.handlers[city.market.pk]


def head(city):
    return city.heads[city.market.pk]


def receiver(city):
    """The coordinator's head: the market department of the tests has no superior."""
    return actor_of(city.bureau, Role.HEAD)


def drafted(city, **plan):
    plan = act.draft_plan(actor=handler(city), year=2026, **plan)
    act.write_line(actor=handler(city), plan_id=plan.pk, content=content_of(city.market_item))
    return plan


def submitted(city, **plan):
    plan = act.hand_in_plan(actor=handler(city), plan_id=drafted(city, **plan).pk)
    return act.submit_plan(actor=head(city), plan_id=plan.pk)


def published(city, **plan):
    plan = act.file_plan(actor=receiver(city), plan_id=submitted(city, **plan).pk)
    return act.publish_plan(actor=head(city), plan_id=plan.pk)


def filed_for(city, agency, *contents, year=2026):
    """The plan of any of the city's departments, with these lines."""
    plan = act.draft_plan(actor=actor_of(agency, Role.HANDLER), year=year)
    for content in contents:
        act.write_line(actor=actor_of(agency, Role.HANDLER), plan_id=plan.pk, content=content)
    plan = act.hand_in_plan(actor=actor_of(agency, Role.HANDLER), plan_id=plan.pk)
    plan = act.submit_plan(actor=actor_of(agency, Role.HEAD), plan_id=plan.pk)
    return act.file_plan(actor=actor_of(plan.filed_with, Role.HEAD), plan_id=plan.pk)


def published_for(city, agency, *contents, year=2026):
    plan = filed_for(city, agency, *contents, year=year)
    return act.publish_plan(actor=actor_of(agency, Role.HEAD), plan_id=plan.pk)


def sharing_a_point(*versions, content="消防通道是否畅通"):
    """These item versions ask the same."""
    for number, version in enumerate(versions):
        checklist = Checklist.objects.create(code=f"JCB-{number}", name=f"检查表{number}", created_at=timezone.now())
        CheckPoint.objects.create(checklist=checklist, number=1, content=content)
        version.checklist = checklist
        version.save(update_fields=["checklist"])
