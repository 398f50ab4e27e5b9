from dataclasses import replace

import pytest

from tests.supervision.planning.factories import (
    COUNTIES,
    actor_of,
    make_demand,
    make_draw,
    make_entities,
)
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import Method, PoolKind
from tongjian.supervision.planning.models import PoolMark
from tongjian.supervision.planning.operations import (
    PoolContent,
    create_pool,
    freeze_draw,
    put_into_pool,
    revise_pool,
    take_demand_into_draw,
    take_out_of_pool,
)
from tongjian.supervision.registry.models import Entity

FIRST = {"regions": [COUNTIES[0]]}


def make_pool(city, scope=FIRST, title="重点食品经营者"):
    content = PoolContent(title=title, kind=PoolKind.SPECIAL, scope=scope)
    return create_pool(actor=keeper(city), content=content)


def keeper(city):
    return city.handlers[city.market.pk]


def members(pool, **wanted):
    return set(queries.pool_entities(pool, **wanted))


def halves(city):
    return set(city.entities[:20]), set(city.entities[20:])


def test_a_pool_holds_whom_its_rule_hits_without_writing_anybody_down(city):
    pool = make_pool(city)
    first, _ = halves(city)
    assert pool.code == "140100-SCJG-K001"
    assert members(pool) == first
    new = make_entities(1)[0]
    assert new in members(pool)
    assert PoolMark.objects.count() == 0
    assert Entry.objects.get(action="pool.created")


def test_what_is_put_in_and_taken_out_by_hand_stands_against_the_rule_and_is_kept_with_its_days(city, clock):
    pool, (first, _) = make_pool(city), halves(city)
    one, other = city.entities[0], city.entities[-1]
    put_into_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[other.pk], reason="群众多次反映")
    take_out_of_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[one.pk], reason="改由县局监管")
    assert members(pool) == first - {one} | {other}

    clock.shift(86400 * 5)
    take_out_of_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[other.pk], reason="已整改")
    put_into_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[one.pk], reason="县局退回")
    assert members(pool) == first
    ended = PoolMark.objects.exclude(valid_until=None)
    assert PoolMark.objects.count() == ended.count() == 2, "the rule says the rest again, nothing is deleted"
    assert {mark.end_reason for mark in ended} == {"已整改", "县局退回"}
    before = ended[0].valid_from
    assert members(pool, on=before) == first - {one} | {other}, "what held then is found again"


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_a_change_by_hand_needs_a_reason_of_at_most_300_characters(city, reason):
    with pytest.raises(RuleViolated):
        put_into_pool(actor=keeper(city), pool_id=make_pool(city).pk, entity_ids=[city.entities[-1].pk], reason=reason)


def test_nobody_is_marked_twice_nor_from_outside_the_region(city):
    pool = make_pool(city)
    with pytest.raises(Conflict, match="已经在"):
        put_into_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[city.entities[0].pk], reason="重复")
    far = make_entities(1, county=None)[0]
    with pytest.raises(RuleViolated, match="辖区"):
        put_into_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[far.pk], reason="外地")


def test_only_the_department_changes_its_pool_and_others_do_not_even_see_it(city):
    pool, entity = make_pool(city), city.entities[-1]
    for actor, refusal in ((city.handlers[city.fire.pk], NotFound), (city.coordinator, NotAllowed)):
        with pytest.raises(refusal):
            put_into_pool(actor=actor, pool_id=pool.pk, entity_ids=[entity.pk], reason="试")
    inspector = actor_of(city.market, Role.INSPECTOR)
    with pytest.raises(NotAllowed):
        create_pool(
            actor=replace(inspector, permissions=frozenset({"planning.view"})),
            content=PoolContent(title="库", kind=PoolKind.SPECIAL, scope=None),
        )


def test_a_changed_rule_holds_from_today_and_the_old_one_is_kept(city, clock):
    pool, (first, second) = make_pool(city), halves(city)
    clock.shift(86400 * 3)
    content = PoolContent(title=pool.title, kind=PoolKind.SPECIAL, scope={"regions": [COUNTIES[1]]})
    revise_pool(actor=keeper(city), pool_id=pool.pk, content=content, reason="调整范围")
    assert members(pool) == second
    old = queries.rules_of_pool(pool).last()
    assert members(pool, on=old.valid_from) == first
    revise_pool(actor=keeper(city), pool_id=pool.pk, content=replace(content, scope=None), reason="只收手工")
    assert members(pool) == set()


def test_a_pool_follows_an_entity_that_was_merged_into_another(city):
    pool = make_pool(city, scope=None)
    old, kept = city.entities[0], city.entities[1]
    put_into_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[old.pk], reason="重点")
    Entity.objects.filter(pk=old.pk).update(merged_into=kept)
    assert members(pool) == {kept}
    take_out_of_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[old.pk], reason="已并入")
    assert members(pool) == set()


def test_a_demand_draws_from_its_pool_narrowed_by_its_scope(city):
    pool = make_pool(city)
    thing = make_entities(1, county=COUNTIES[1])[0]
    Entity.objects.filter(pk=thing.pk).update(kind="vehicle")
    out, added = city.entities[0], city.entities[-1]
    put_into_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[thing.pk, added.pk], reason="重点")
    take_out_of_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[out.pk], reason="不再监管")
    Entity.objects.filter(pk=city.entities[1].pk).update(status="revoked")
    demand = make_demand(city, city.market, pool_id=pool.pk, method=Method.CENSUS, ratio=None)
    narrowed = queries.demand_entities({"regions": [COUNTIES[1]]}, "140100", pool)
    assert set(narrowed) == {thing, added}, "every kind that the pool names"

    draw = make_draw(city)
    take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    frozen = freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    assert frozen.figures["units"] == len(members(pool)) == 20
    assert frozen.figures["excluded"] == 1, "who is revoked is left out with the reason"


def test_a_demand_names_only_a_pool_of_its_own_department(city):
    pool = make_pool(city)
    with pytest.raises(RuleViolated, match="不是本部门"):
        make_demand(city, city.fire, pool_id=pool.pk)


def test_figures_of_a_pool_cost_the_same_however_large_it_is(city, django_assert_max_num_queries):
    pool = make_pool(city)
    take_out_of_pool(actor=keeper(city), pool_id=pool.pk, entity_ids=[e.pk for e in city.entities[:9]], reason="移出")
    with django_assert_max_num_queries(8):
        found = queries.figures_of_pool(pool)
    assert (found.members, found.by_rule, found.added, found.removed) == (11, 11, 0, 9)
