from dataclasses import replace

import pytest
from django.utils import timezone

from tests.supervision.planning.factories import (
    COUNTIES,
    actor_of,
    content_of,
    make_agency,
    make_demand,
    make_draw,
    make_item,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import EnforcementStatus
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import DemandState, Method, Stratification
from tongjian.supervision.planning.operations import (
    DemandContent,
    draft_demand,
    release_demand,
    revise_demand,
    share_of_words,
    submit_demand,
    take_demand_into_draw,
    withdraw_demand,
)


def test_a_department_drafts_what_it_must_check(city):
    demand = draft_demand(actor=city.handlers[city.market.pk], content=content_of(city.market_item, ratio=(3, 100)))

    assert demand.code == "140100-SCJG-2026-001"
    assert (demand.state, demand.ratio_numerator, demand.ratio_denominator) == (DemandState.DRAFT, 3, 100)
    assert [version.pk for version in demand.items.all()] == [city.market_item.pk]
    entry = Entry.objects.get(action="demand.drafted")
    assert '"ratio":"3/100"' in entry.data


def test_drafting_needs_the_capability_and_an_agency(city):
    with pytest.raises(NotAllowed):
        draft_demand(actor=city.coordinator, content=content_of(city.market_item))
    host = Actor.host("planning.enter_demand", "planning.view")
    with pytest.raises(NotAllowed, match="须代表一个部门"):
        draft_demand(actor=host, content=content_of(city.market_item))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "demand_title_missing"),
        ({"item_version_ids": ()}, "demand_items_missing"),
        ({"ratio": None}, "demand_size"),
        ({"ratio": (101, 100)}, "demand_size"),
        ({"ratio": (0, 100)}, "demand_size"),
        ({"method": Method.POISSON}, "demand_size"),
        ({"method": Method.CENSUS}, "demand_size"),
        ({"method": Method.POISSON, "ratio": None, "rate_ppb": 1_000_000_001}, "demand_size"),
        ({"scope": {"colours": ["red"]}}, "scope_unknown"),
        ({"scope": {"kinds": ["dragon"]}}, "scope_unknown"),
        ({"scope": {"regions": ["110105"]}}, "scope_outside"),
    ],
)
def test_nonsense_is_refused(city, changes, code):
    with pytest.raises(RuleViolated) as refusal:
        draft_demand(actor=city.handlers[city.market.pk], content=content_of(city.market_item, **changes))
    assert refusal.value.code == code


def test_items_of_another_department_are_refused(city):
    with pytest.raises(RuleViolated, match="不是本部门的事项"):
        draft_demand(actor=city.handlers[city.market.pk], content=content_of(city.fire_item))


def test_a_draft_can_be_revised_and_a_submitted_demand_cannot(city):
    handler = city.handlers[city.market.pk]
    demand = make_demand(city, city.market, is_submitted=False)

    revised = revise_demand(
        actor=handler,
        demand_id=demand.pk,
        content=content_of(city.market_item, title="另一个", ratio=None, method=Method.CENSUS),
    )
    assert (revised.title, revised.method, revised.ratio_numerator) == ("另一个", Method.CENSUS, None)

    submit_demand(actor=city.heads[city.market.pk], demand_id=demand.pk)
    with pytest.raises(IllegalTransition):
        revise_demand(actor=handler, demand_id=demand.pk, content=content_of(city.market_item))


def test_only_the_own_department_revises(city):
    draw = make_draw(city)
    demand = make_demand(city, city.market)
    take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    with pytest.raises(NotAllowed, match="只有提出需求的部门"):
        revise_demand(actor=city.handlers[city.fire.pk], demand_id=demand.pk, content=content_of(city.fire_item))


def test_the_head_submits(city):
    demand = make_demand(city, city.market, is_submitted=False)
    with pytest.raises(NotAllowed, match="负责人"):
        submit_demand(actor=city.handlers[city.market.pk], demand_id=demand.pk)

    submitted = submit_demand(actor=city.heads[city.market.pk], demand_id=demand.pk)
    assert submitted.state == DemandState.SUBMITTED
    assert submitted.submitted_at == timezone.now()
    with pytest.raises(IllegalTransition):
        submit_demand(actor=city.heads[city.market.pk], demand_id=demand.pk)


def test_a_draft_of_another_department_does_not_exist(city):
    demand = make_demand(city, city.market, is_submitted=False)
    for actor in (city.heads[city.fire.pk], city.coordinator):
        with pytest.raises(NotFound):
            submit_demand(actor=actor, demand_id=demand.pk)
        with pytest.raises(NotFound):
            queries.get_demand(actor, demand.pk)


def test_v01_an_agency_without_published_status_cannot_submit(city):
    demand = make_demand(city, city.market, is_submitted=False)
    EnforcementStatus.objects.filter(agency=city.market).update(published_at=None)
    with pytest.raises(RuleViolated) as refusal:
        submit_demand(actor=city.heads[city.market.pk], demand_id=demand.pk)
    assert refusal.value.code == "V01"
    assert "54号" in refusal.value.citation


def test_v02_an_unpublished_item_cannot_be_submitted(city):
    demand = make_demand(city, city.market, is_submitted=False)
    city.market_item.state = VersionState.REVIEW
    city.market_item.save()
    with pytest.raises(RuleViolated) as refusal:
        submit_demand(actor=city.heads[city.market.pk], demand_id=demand.pk)
    assert refusal.value.code == "V02"


def test_v07_a_deliberative_body_cannot_check(city):
    office = make_agency("AWB", "安全生产委员会办公室", is_deliberative=True)
    item = make_item(office, "观摩")
    demand = draft_demand(actor=actor_of(office, Role.HANDLER), content=content_of(item))
    with pytest.raises(RuleViolated) as refusal:
        submit_demand(actor=actor_of(office, Role.HEAD), demand_id=demand.pk)
    assert refusal.value.code == "V07"


def test_a_demand_is_withdrawn_unless_a_draw_has_it(city):
    head = city.heads[city.market.pk]
    demand = make_demand(city, city.market)
    draw = make_draw(city)
    take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    with pytest.raises(NotAllowed, match="移出"):
        withdraw_demand(actor=head, demand_id=demand.pk)

    release_demand(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    assert withdraw_demand(actor=head, demand_id=demand.pk, reason="重复").state == DemandState.WITHDRAWN
    with pytest.raises(IllegalTransition):
        withdraw_demand(actor=head, demand_id=demand.pk)
    with pytest.raises(NotAllowed):
        withdraw_demand(actor=replace(head, permissions=frozenset({"planning.view"})), demand_id=demand.pk)


def test_only_the_coordinator_takes_demands_in_and_only_once(city):
    draw, other = make_draw(city), make_draw(city)
    demand = make_demand(city, city.market)
    with pytest.raises(NotAllowed):
        take_demand_into_draw(actor=city.handlers[city.market.pk], draw_id=draw.pk, demand_id=demand.pk)
    take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    with pytest.raises(Conflict):
        take_demand_into_draw(actor=city.coordinator, draw_id=other.pk, demand_id=demand.pk)
    with pytest.raises(RuleViolated, match="不在本次抽取中"):
        release_demand(actor=city.coordinator, draw_id=other.pk, demand_id=demand.pk)


def test_a_demand_must_be_submitted_before_it_is_taken_in(city):
    draft = make_demand(city, city.market, is_submitted=False)
    with pytest.raises(NotFound):
        take_demand_into_draw(actor=city.coordinator, draw_id=make_draw(city).pk, demand_id=draft.pk)


def test_sizes_round_up_in_every_stratum(city):
    sizes = queries.preview_sizes(
        scope={}, agency=city.market, method=Method.FIXED, stratification=Stratification.COUNTY, share=(3, 100)
    )
    assert [(size.stratum, size.population, size.size) for size in sizes] == [
        (COUNTIES[0], 20, 1),
        (COUNTIES[1], 20, 1),
    ]


def test_ratios_are_read_as_people_write_them():
    wanted = {"3%": (3, 100), " 3 ％": (3, 100), "8‰": (1, 125), "1/40": (1, 40), "0.03": (3, 100), "100%": (1, 1)}
    for words, pair in wanted.items():
        share = share_of_words(words)
        assert (share.numerator, share.denominator) == pair
    for nonsense in ("", "三", "0", "120%", "-1", "1/0", "%", "nan"):
        with pytest.raises(RuleViolated):
            share_of_words(nonsense)


def test_exactly_one_size_is_given(city):
    words = {"title": "t", "item_version_ids": (), "scope": {}}
    assert DemandContent.of_words(**words, rate="1/3").rate_ppb == 333_333_334
    for wrong in ({}, {"ratio": "3%", "rate": "3%"}, {"ratio": "3%", "is_census": True}):
        with pytest.raises(RuleViolated):
            DemandContent.of_words(**words, **wrong)
