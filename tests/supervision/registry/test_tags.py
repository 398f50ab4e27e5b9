"""An agency tags entities for itself, or for everybody to see, and takes its own tags off."""

import pytest

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity, Tag, Tagging
from tongjian.supervision.registry.operations import remove_tag, tag_entities

CODES = [make_uscc("91", "140105", f"DEM0000{number}") for number in range(2)]


@pytest.fixture
def entities(bring_in):
    rows = "".join(f"商行{number},{code},太原市小店区样例路{number}号\n" for number, code in enumerate(CODES))
    bring_in(f"名称,信用代码,地址\n{rows}")
    return list(Entity.objects.order_by("name"))


@pytest.fixture
def handler(county):
    return actor_in(county)


@pytest.fixture
def neighbour(county):
    return actor_in(AgencyFactory(region=county.region, kind__code="WJW"))


def keys(entities):
    return [one.pk for one in entities]


def test_a_tag_is_seen_by_its_agency_and_a_shared_one_by_all(entities, handler, neighbour):
    tag_entities(actor=handler, entity_ids=keys(entities), name=" 连锁 ")
    tag_entities(actor=handler, entity_ids=keys(entities[:1]), name="老字号", is_shared=True)

    def seen(actor):
        return [one.tag.name for one in queries.taggings_of(actor, entities[0])]

    assert (seen(handler), seen(neighbour)) == (["连锁", "老字号"], ["老字号"])
    assert not any("连锁" in entry.data for entry in Entry.objects.filter(action="registry.entity_tagged"))


def test_tagging_again_adds_only_what_is_new(entities, handler):
    tag_entities(actor=handler, entity_ids=keys(entities[:1]), name="连锁")

    new = tag_entities(actor=handler, entity_ids=keys(entities), name="连锁")

    assert [one.entity for one in new] == entities[1:]
    assert (Tag.objects.count(), Tagging.objects.count()) == (1, 2)


def test_a_tag_that_is_not_right_is_refused(entities, handler):
    tag_entities(actor=handler, entity_ids=keys(entities), name="连锁")

    for code, given in (
        ("name_missing", {"name": " "}),
        ("value_refused", {"name": "长" * 21}),
        ("nothing_chosen", {"entity_ids": []}),
        ("tag_seen_otherwise", {"is_shared": True}),
    ):
        with pytest.raises(RuleViolated) as refused:
            tag_entities(**{"actor": handler, "entity_ids": keys(entities), "name": "连锁", **given})
        assert refused.value.code == code


def test_one_that_is_out_of_sight_leaves_all_untagged(entities, handler, county):
    Entity.objects.filter(pk=entities[1].pk).update(region=RegionFactory(code="140213"))

    with pytest.raises(NotFound):
        tag_entities(actor=handler, entity_ids=keys(entities), name="连锁")
    with pytest.raises(NotAllowed):
        tag_entities(actor=actor_in(county, Role.HEAD), entity_ids=keys(entities[:1]), name="连锁")
    assert not Tagging.objects.exists()


def test_only_the_agency_takes_its_tag_off_and_the_record_stays(entities, handler, neighbour):
    (tagging,) = tag_entities(actor=handler, entity_ids=keys(entities[:1]), name="老字号", is_shared=True)
    act = {"entity_id": entities[0].pk, "tagging_id": tagging.pk}

    with pytest.raises(NotAllowed, match="打标签的部门"):
        remove_tag(actor=neighbour, **act)
    remove_tag(actor=handler, **act)

    assert Tagging.objects.get().removed_at is not None
    with pytest.raises(NotFound):
        remove_tag(actor=handler, **act)


def test_a_list_by_tag_shows_what_one_may_see(entities, handler, neighbour):
    tag_entities(actor=handler, entity_ids=keys(entities[:1]), name="连锁")
    wanted = queries.EntityFilter(tag="连锁")
    assert list(queries.list_entities(handler, wanted)) == entities[:1]
    assert (queries.names_of_tags(handler), queries.names_of_tags(neighbour)) == (["连锁"], [])
    assert not queries.list_entities(neighbour, wanted).exists()
