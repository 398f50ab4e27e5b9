"""How often an enterprise must be entered, against everything that could be tried."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.planner.entries import columns_of, merge_checks, merge_columns
from tongjian.pure.planner.problem import Caps, Check

CHECKS = st.lists(
    st.builds(
        lambda entity, agency, first, length: Check(entity, agency, first, first + length),
        st.sampled_from(["e1", "e2"]),
        st.sampled_from(["fire", "market", "tax"]),
        st.integers(0, 6),
        st.integers(0, 4),
    ),
    max_size=6,
)


def fewest(checks, seats):
    """Every way to give each check one of its days; an entry is an enterprise on a day."""
    least = len(checks)
    for days in product(*(range(check.first_day, check.last_day + 1) for check in checks)):
        there = {}
        for check, day in zip(checks, days, strict=True):
            there.setdefault((check.entity, day), set()).add(check.agency)
        least = min(least, sum(-(-len(agencies) // seats) for agencies in there.values()))
    return least


@given(CHECKS)
def test_there_are_no_fewer_entries_than_ours(checks):
    entries, refused, bound = merge_checks(checks)
    assert refused == []
    assert len(entries) == bound == fewest(checks, seats=9)


@given(CHECKS, st.integers(1, 3))
def test_with_seats_there_are_no_fewer_where_each_department_comes_once(checks, seats):
    once = list({(check.entity, check.agency): check for check in checks}.values())
    entries, _, bound = merge_checks(once, most_agencies=seats)
    assert bound <= len(entries) == fewest(once, seats)


@given(CHECKS, st.integers(1, 3))
def test_an_entry_serves_each_of_its_checks_on_a_day_and_has_no_more_seats(checks, seats):
    entries, _, _ = merge_checks(checks, most_agencies=seats)
    assert sorted(place for entry in entries for place in entry.checks) == list(range(len(checks)))
    for entry in entries:
        served = [checks[place] for place in entry.checks]
        assert {check.entity for check in served} == {entry.entity}
        assert max(check.first_day for check in served) == entry.first_day <= entry.last_day
        assert min(check.last_day for check in served) == entry.last_day
        assert len({check.agency for check in served}) <= seats


@given(CHECKS, st.integers(0, 2), st.integers(0, 2))
def test_no_cap_is_exceeded_and_nothing_is_lost(checks, of_fire, in_total):
    caps = Caps(left={("e1", "fire"): of_fire}, left_in_total={"e2": in_total})
    entries, refused, _ = merge_checks(checks, caps)
    first, second = ([entry for entry in entries if entry.entity == name] for name in ("e1", "e2"))
    assert sum(any(checks[place].agency == "fire" for place in entry.checks) for entry in first) <= of_fire
    assert len(second) <= in_total
    served = [place for entry in entries for place in entry.checks]
    assert sorted([*served, *(one.check for one in refused)]) == list(range(len(checks)))


def test_where_the_total_is_short_a_check_joins_an_entry_it_has_a_day_in_common_with():
    late = [Check("e", agency, 9, 9) for agency in ("fire", "market", "health")]
    checks = [Check("e", "tax", 0, 0), Check("e", "fire", 0, 9), *late]
    entries, refused, _ = merge_checks(checks, Caps(left_in_total={"e": 1}))
    assert [entry.checks for entry in entries] == [(1, 2, 3, 4)]
    assert [(one.check, one.agency) for one in refused] == [(0, "")]


def test_a_check_that_ends_before_it_begins_is_an_error():
    with pytest.raises(ValueError, match="ends before"):
        merge_checks([Check("e", "fire", 3, 2)])


def test_nothing_asked_for_is_no_entry():
    assert merge_columns(columns_of([])).gap == 0.0
