"""The register says what it knew on any day, whatever it has learned, corrected or taken back since."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from tests.foundation.org.factories import actor_in
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity, PastFact
from tongjian.supervision.registry.operations import correct_entity, undo_import

USCC = make_uscc("91", "140105", "DEM00001")
HEAD = "名称,信用代码,地址,行业\n"


def noon(day):
    return timezone.make_aware(datetime(2026, 3, day, 12))


@pytest.fixture
def brought_in(bring_in, county):
    """Day 2: first seen; day 5: another address and an industry; day 8: name corrected by hand."""
    with time_machine.travel(noon(2), tick=False):
        bring_in(f"{HEAD}甲商行,{USCC},太原市小店区样例路1号,\n")
    with time_machine.travel(noon(5), tick=False):
        bring_in(f"{HEAD}甲商行,{USCC},太原市小店区样例路5号,F52\n")
    with time_machine.travel(noon(8), tick=False):
        correct_entity(
            actor=actor_in(county), entity_id=Entity.objects.get().pk, changes={"name": "乙商行"}, reason="变更"
        )
    return Entity.objects.get()


def known(entity, day):
    return {field: one.value for field, one in queries.facts_known_at(entity, noon(day)).items() if one.value}


def test_each_day_has_what_was_known_then(brought_in):
    days = [known(brought_in, day) for day in (3, 6, 9)]

    assert [one["name"] for one in days] == ["甲商行", "甲商行", "乙商行"]
    assert [one["address"][-2:] for one in days] == ["1号", "5号", "5号"]
    assert [one.get("industry") for one in days] == [None, "F52", "F52"]


def test_before_it_was_entered_nothing_was_known(brought_in):
    assert known(brought_in, 1) == {}


def test_a_past_value_names_what_had_given_it(brought_in):
    first, second = queries.imports_of(brought_in)
    then = queries.facts_known_at(brought_in, noon(3))
    assert (then["address"].source.batch, then["address"].is_present) == (first.batch, False)
    assert (then["name"].source.batch, then["uscc"].is_present) == (first.batch, True)
    assert queries.facts_known_at(brought_in, noon(6))["address"].source.batch == second.batch


def test_what_was_taken_back_was_believed_until_then(brought_in, host):
    second = queries.imports_of(brought_in)[1].batch
    with time_machine.travel(noon(11), tick=False):
        undo_import(actor=host, batch_id=second.pk, reason="导错了")

    entity = Entity.objects.get()

    assert [known(entity, day)["address"][-2:] for day in (3, 9, 12)] == ["1号", "5号", "1号"]
    assert [known(entity, day).get("industry") for day in (3, 9, 12)] == [None, "F52", None]


def test_a_file_that_says_nothing_new_leaves_no_history(bring_in, brought_in):
    before = PastFact.objects.count()
    bring_in(f"{HEAD}丙商行,{USCC},太原市小店区样例路5号,F52\n")
    assert PastFact.objects.count() == before


def test_a_value_taken_away_was_known_until_then(brought_in, county):
    with time_machine.travel(noon(11), tick=False):
        correct_entity(actor=actor_in(county), entity_id=brought_in.pk, changes={"industry": ""}, reason="填错")
    entity = Entity.objects.get()
    assert [known(entity, day).get("industry") for day in (9, 12)] == ["F52", None]
