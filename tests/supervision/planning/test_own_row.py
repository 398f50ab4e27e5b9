from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.supervision.planning.factories import actor_of, drawn, freeze, make_entities
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.planning.operations import issue_slip
from tongjian.supervision.planning.queries import FrozenRows
from tongjian.supervision.planning.queries.own_row import _lines_of
from tongjian.supervision.registry.models import Entity


@given(st.sets(st.tuples(st.integers(0, 60), st.sampled_from(["d1", "d2", "d30"])), max_size=80))
def test_halving_finds_the_same_rows_as_reading_the_whole_file(pairs):
    lines = [f"{unit:02d},{demand},x" for unit, demand in sorted(pairs)]
    file = BytesIO("\n".join(["unit_id,demand_id,reason", *lines, ""]).encode())
    for wanted in range(61):
        found = [",".join(row) for row in _lines_of(file, f"{wanted:02d}")]
        assert found == [line for line in lines if line.startswith(f"{wanted:02d},")]


def test_everybody_in_the_frame_has_a_chance_for_each_demand_and_who_was_taken_out_the_reason(city):
    Entity.objects.filter(pk=city.entities[0].pk).update(status="revoked")
    draw = drawn(city)
    rows = FrozenRows(draw)
    for unit in draw.units.all():
        found = rows.of(unit.unit_id)
        if unit.entity == city.entities[0]:
            assert [row.chance for row in found] == [0.0, 0.0]
            assert all(row.reason and not row.reason.isascii() for row in found)
        else:
            assert [row.chance for row in found] == [pytest.approx(4 / 39), pytest.approx(10 / 39)]
            assert any(row.is_selected for row in found) == unit.is_selected
    assert rows.of("f" * 32) == []


def test_a_slip_tells_one_enterprise_its_salt_and_who_took_it_is_recorded(city):
    draw = drawn(city)
    unit = draw.units.first()
    given_out = issue_slip(actor=city.coordinator, draw_id=draw.pk, entity_id=unit.entity_id, handed_to="张三，经理")
    assert given_out.salt == unit.salt
    entry = Entry.objects.get(action="draw.slip_issued")
    assert "张三" in entry.data
    assert unit.salt not in entry.data
    assert unit.unit_id not in entry.data


def test_a_slip_is_refused_to_others_before_the_draw_and_for_who_is_not_in_it(city):
    draw = drawn(city)
    known = city.entities[0].pk
    with pytest.raises(NotAllowed):
        issue_slip(actor=actor_of(city.market, Role.HEAD), draw_id=draw.pk, entity_id=known, handed_to="张三")
    with pytest.raises(RuleViolated, match="领取人"):
        issue_slip(actor=city.coordinator, draw_id=draw.pk, entity_id=known, handed_to=" ")
    with pytest.raises(NotFound):
        issue_slip(actor=city.coordinator, draw_id=draw.pk, entity_id=make_entities(1)[0].pk, handed_to="张三")


def test_before_the_draw_there_is_nothing_to_look_up(city):
    draw = freeze(city)
    with pytest.raises(RuleViolated, match="抽取完成后"):
        issue_slip(actor=city.coordinator, draw_id=draw.pk, entity_id=city.entities[0].pk, handed_to="张三")
