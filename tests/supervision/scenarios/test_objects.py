"""Which entities a scenario is about."""

from datetime import date

import pytest
from django.utils import timezone

from tests.supervision.planning.factories import make_city
from tongjian.supervision.registry.models import Permit, Tag, Tagging
from tongjian.supervision.scenarios.queries import count_objects, entities_of

CITY = "140100"
PERMIT = "危险化学品经营许可证"


@pytest.fixture
def city(reference):
    return make_city(entities=6)


def give(entity, **fields):
    return Permit.objects.create(
        entity=entity, kind=PERMIT, number=str(entity.pk), issuer="应急局", recorded_at=timezone.now(), **fields
    )


def names(scope):
    return set(entities_of(scope, CITY).values_list("name", flat=True))


def test_every_list_that_is_not_empty_must_fit(city):
    assert len(names({})) == 6
    assert len(names({"regions": ["140105"]})) == 3
    assert names({"regions": ["140105"], "words": ["企业1", "企业5"]}) == {"示例企业1"}
    counted = count_objects({"words": ["示例"]}, CITY)
    assert (counted.total, counted.places) == (6, (("小店区", 3), ("迎泽区", 3)))


def test_a_permit_counts_until_it_is_cancelled_also_one_that_has_run_out(city):
    held, lapsed, cancelled, ahead, merged, kept = city.entities
    give(held)
    give(lapsed, last_day=date(2020, 1, 1))
    give(cancelled, ended_on=date(2020, 1, 1))
    give(ahead, valid_from=date(2030, 1, 1))
    give(merged)
    merged.merged_into = kept
    merged.save()
    assert names({"permits": [PERMIT]}) == {held.name, lapsed.name, kept.name}


def test_tags_are_those_shared_among_departments_and_not_taken_off(city):
    shared = Tag.objects.create(agency=city.market, name="重点单位", is_shared=True)
    own = Tag.objects.create(agency=city.fire, name="重点单位")
    now = timezone.now()
    for entity, tag, removed in zip(city.entities, (shared, shared, own), (None, now, None), strict=False):
        Tagging.objects.create(entity=entity, tag=tag, tagged_at=now, removed_at=removed)
    assert names({"tags": ["重点单位"]}) == {city.entities[0].name}
