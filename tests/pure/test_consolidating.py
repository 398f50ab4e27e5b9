"""Which checks of a year could be one visit."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongjian.pure.planner.consolidating import (
    FactKind,
    Limits,
    Line,
    ProposalKind,
    count_common,
    days_apart,
    overlap_matrix,
    propose,
    shared_content,
)

pytestmark = pytest.mark.engine("sqlite")
TODAY = date(2026, 2, 1)
LIMITS = Limits(today=TODAY, merge_within=30, most_agencies=3, common_least=Fraction(1, 5), not_below_months=3)


def line(key, agency, objects, *, months=(3, 6), clauses=(), items=("I",), **changes) -> Line:
    fields = {
        "branch": agency, "level": 1, "times": Fraction(1), "share": Fraction(1),
        "first": date(2026, months[0], 1), "until": date(2026, months[1], 1),
        "content": {"clauses": frozenset(clauses), "items": frozenset(f"{agency}{one}" for one in items)},
        **changes,
    }  # fmt: skip
    return Line(key=key, agency=agency, objects=np.array(sorted(objects), np.int64), **fields)


def only(lines, limits=LIMITS):
    (found,) = propose(lines, limits)
    return found


def test_checks_of_the_same_objects_about_the_same_clause_at_the_same_time_become_one():
    food = line("1", "市监", range(100), clauses=["消防法16"], times=Fraction(2))
    fire = line("2", "消防", range(40, 120), clauses=["消防法16"], months=(5, 8))
    found = only([fire, food])
    assert (found.kind, found.lines, found.common, found.saved) == (ProposalKind.MERGE, ("1", "2"), 60, 60)
    assert [fact.kind for fact in found.why] == [
        FactKind.SAME_OBJECTS, FactKind.SAME_OBJECTS, FactKind.RELATED, FactKind.DAYS_APART, FactKind.TIMES,
        FactKind.TIMES, FactKind.JOINS,
    ]  # fmt: skip
    assert found.why[-1].lines == ("2", "1"), "the rarer joins the more frequent"


def test_nothing_in_common_and_nothing_related_is_left_alone():
    food = line("1", "市监", range(100), clauses=["消防法16"])
    assert propose([food, line("2", "消防", range(200, 300), clauses=["消防法16"])], LIMITS) == []
    assert propose([food, line("2", "消防", range(100), clauses=["消防法15"])], LIMITS) == []
    assert propose([food, line("2", "消防", range(90, 190), clauses=["消防法16"])], LIMITS) == []
    assert (
        propose([food, line("2", "消防", range(100), clauses=["消防法16"])], replace(LIMITS, today=date(2026, 7, 1)))
        == []
    )


def test_further_apart_the_rarer_is_moved():
    food = line("1", "市监", range(100), clauses=["消防法16"], times=Fraction(4))
    fire = line("2", "消防", range(100), clauses=["消防法16"], months=(9, 12))
    found = only([food, fire])
    assert (found.kind, found.lines) == (ProposalKind.CHANGE, ("1", "2"))
    assert next(fact for fact in found.why if fact.kind == FactKind.DAYS_APART).number == 92


def test_a_joint_visit_has_no_more_departments_than_suggested():
    lines = [line(str(one), f"局{one}", range(100 + one), clauses=["甲"]) for one in range(4)]
    assert sorted(len(one.lines) for one in propose(lines[:3], LIMITS)) == [3]
    assert sorted(len(one.lines) for one in propose(lines[:3], replace(LIMITS, most_agencies=2))) == [2]
    same = [replace(one, agency="局0") for one in lines]
    assert [len(one.lines) for one in propose(same, LIMITS)] == [4], "one department's own checks may all be one"


def test_an_item_no_longer_in_force_is_cancelled_and_joins_nothing():
    gone = line("1", "市监", range(100), clauses=["甲"], lapsed=("I",))
    found = only([gone, line("2", "消防", range(100), clauses=["甲"])])
    assert (found.kind, found.lines, found.saved) == (ProposalKind.CANCEL, ("1",), 100)


def test_what_the_level_above_checks_is_not_checked_again_within_three_months():
    above = line("0", "省市监", range(100), branch="SCJG", level=0, items=("x",), is_own=False, months=(3, 4))
    below = line("1", "省市监", range(60), branch="SCJG", items=("x",), months=(5, 7))
    found = only([above, below])
    assert (found.kind, found.lines, found.common) == (ProposalKind.CANCEL, ("1",), 60)
    assert found.why[-1].kind == FactKind.CHECKED_ABOVE and found.why[-1].lines == ("0", "1")
    later = replace(below, first=date(2026, 8, 1), until=date(2026, 12, 1))
    other = replace(below, objects=np.arange(90, 110))
    more = replace(below, content={"items": frozenset({"省市监x", "y"})})
    for one in (later, other, more, replace(below, branch="XF"), replace(below, level=0)):
        assert propose([above, one], LIMITS) == []


def test_what_can_be_seen_from_outside_needs_no_visit():
    found = only([line("1", "商务", range(10), is_off_site_capable=True, times=Fraction(3))])
    assert (found.kind, found.saved) == (ProposalKind.ONLINE, 30)


def test_more_often_than_the_cap_allows_is_made_rarer():
    found = only([line("1", "商务", range(10), times=Fraction(4), cap=Fraction(2), share=Fraction(1, 2))])
    assert (found.kind, found.saved, found.why[-1].rate) == (ProposalKind.CHANGE, 10, Fraction(2))
    assert propose([line("1", "商务", range(10), cap=Fraction(2))], LIMITS) == []


def test_two_lines_with_one_key_are_refused():
    with pytest.raises(ValueError, match="same key"):
        propose([line("1", "商务", [1]), line("1", "商务", [2])], LIMITS)


def test_the_matrix_counts_an_object_once_for_each_pair_of_departments():
    lines = [line("1", "甲", [1, 2, 3]), line("2", "甲", [3, 4]), line("3", "乙", [3, 4, 9]), line("4", "丙", [])]
    assert overlap_matrix(lines) == {("乙", "乙"): 3, ("乙", "甲"): 2, ("甲", "甲"): 4}


@st.composite
def lines_of(draw):
    count = draw(st.integers(0, 8))
    found = []
    for number in range(count):
        first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 330)))
        found.append(
            Line(
                key=f"{number:02d}",
                agency=draw(st.sampled_from("甲乙丙丁")),
                branch=draw(st.sampled_from("AB")),
                level=draw(st.integers(0, 2)),
                first=first,
                until=first + timedelta(days=draw(st.integers(1, 60))),
                times=draw(st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(4)])),
                share=draw(st.sampled_from([Fraction(1, 10), Fraction(1)])),
                objects=np.array(sorted(draw(st.sets(st.integers(0, 24), max_size=20))), np.int64),
                content={
                    "items": draw(st.frozensets(st.sampled_from("xy"), max_size=2)),
                    "clauses": draw(st.frozensets(st.sampled_from("pq"), max_size=2)),
                },
                cap=draw(st.sampled_from([None, None, Fraction(2)])),
                lapsed=("x",) if draw(st.integers(0, 9)) == 0 else (),
                is_off_site_capable=draw(st.integers(0, 9)) == 0,
                is_own=draw(st.integers(0, 4)) > 0,
                is_tied=draw(st.integers(0, 5)) == 0,
            )
        )
    return found


@given(lines_of(), st.randoms(use_true_random=False), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_whatever_is_planned_the_proposals_hold(lines, dice, most):
    """Written apart from the core: counts by sets, conditions from the words of the rule."""
    limits = replace(LIMITS, most_agencies=most)
    found = propose(lines, limits)
    shuffled = list(lines)
    dice.shuffle(shuffled)
    assert propose(shuffled, limits) == found
    by_key = {one.key: one for one in lines}
    told = [key for one in found for key in one.lines]
    assert len(told) == len(set(told)), "no line is in two proposals"
    reasons = {fact.lines[0] for one in found for fact in one.why if fact.kind == FactKind.CHECKED_ABOVE}
    assert not reasons & set(told), "what is a reason stays as it is"
    for one in found:
        members = [by_key[key] for key in one.lines]
        assert all(member.is_own and not member.is_tied and member.until > TODAY for member in members)
        if len(members) > 1:
            _holds_together(one, members, limits)
    free = [
        one
        for one in lines
        if one.is_own and not one.is_tied and one.until > TODAY and one.key not in set(told) | reasons
    ]
    for first, second in combinations(free, 2):
        assert not _could_join(first, second, limits), "nothing that could be joined is left"


def _could_join(first, second, limits) -> bool:
    common = set(first.objects.tolist()) & set(second.objects.tolist())
    related = any(first.content[about] & second.content[about] for about in first.content)
    few = len({first.agency, second.agency}) <= limits.most_agencies
    return bool(common) and 5 * len(common) >= min(len(first.objects), len(second.objects)) and related and few


def _holds_together(one, members, limits) -> None:
    common = set.intersection(*(set(member.objects.tolist()) for member in members))
    assert common and one.common == len(common)
    assert members[0].times == max(member.times for member in members)
    assert len({member.agency for member in members}) <= limits.most_agencies
    visits = sorted(member.times * member.share for member in members)
    assert one.saved == int(len(common) * sum(visits[:-1]))
    for first, second in combinations(members, 2):
        assert _could_join(first, second, limits) and shared_content(first, second)
        assert (days_apart(first, second) <= limits.merge_within) == (one.kind == ProposalKind.MERGE)


@given(st.lists(st.sets(st.integers(0, 200_000), max_size=30), max_size=6))
@settings(max_examples=50, deadline=None)
def test_common_objects_are_counted_exactly(sets):
    counts = count_common([np.array(sorted(one), np.int64) for one in sets])
    assert counts.tolist() == [[len(one & other) for other in sets] for one in sets]
