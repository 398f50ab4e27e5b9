"""Merging what was drawn into visits, and checking teams by the rules alone."""

import random
from dataclasses import replace

import pytest

from tests.pure.bundles import unit
from tests.pure.test_matching import match, officer, visits
from tongjian.pure.planner import find_broken_rules, merge_into_visits
from tongjian.pure.sampling import DemandSpec, TeamDraw, VisitNeed

DEMANDS = [
    DemandSpec("d1", "fire", ("0201",), "census"),
    DemandSpec("d2", "fire", ("0201", "0202"), "census"),
    DemandSpec("d3", "market", ("0101",), "census"),
]


def check(teams, needs, officers):
    return find_broken_rules(teams, needs, officers, 2, valid_on="2026-12-31")


def test_all_demands_that_drew_a_unit_become_one_visit():
    merged = merge_into_visits([("u2", "d3"), ("u1", "d2"), ("u1", "d1"), ("u1", "d3")], DEMANDS)
    assert list(merged) == ["u1", "u2"]
    assert merged["u1"].demand_ids == ("d1", "d2", "d3")
    assert merged["u1"].items == {"fire": {"0201", "0202"}, "market": {"0101"}}
    assert merged["u2"].items == {"market": {"0101"}}


def test_an_unknown_demand_is_an_error():
    with pytest.raises(KeyError):
        merge_into_visits([("u1", "nobody")], DEMANDS)


def test_what_the_seed_matches_breaks_no_rule():
    numbers = random.Random(3)
    counties = ["140105", "140106", "140221"]
    officers = [
        officer(
            n,
            agency=numbers.choice(["fire", "market"]),
            regions=frozenset(numbers.sample(["140000", "140100", "140105", "140200"], 2)),
            qualifications=frozenset(numbers.sample(["0101", "0201", "0202"], 2)),
            recusals=frozenset(unit(1000 + m) for m in numbers.sample(range(60), 9)),
            cap=numbers.randrange(6),
            valid_until=numbers.choice(["2026-12-31", "2027-01-01"]),
        )
        for n in range(40)
    ]
    items = {"fire": frozenset({"0201"}), "market": frozenset({"0101"})}
    needs = [VisitNeed(unit(1000 + n), numbers.choice(counties), items) for n in range(60)]
    teams = match(needs, officers)
    assert check(teams, needs, officers) == []
    assert 0 < sum(team.open_places for team in teams) < 240


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("不是该机关", {"agency": "market"}),
        ("不在其管辖区域", {"regions": frozenset({"140200"})}),
        ("执法证已过期", {"valid_until": "2026-12-31"}),
        ("没有事项资格", {"qualifications": frozenset({"0999"})}),
        ("应当回避", {"recusals": frozenset({unit(1000)})}),
        ("超过上限", {"cap": 0}),
    ],
)
def test_a_broken_rule_is_named(sentence, changes):
    needs, officers = visits(1), [officer(1), officer(2)]
    teams = match(needs, officers)
    found = check(teams, needs, [officers[0], replace(officers[1], **changes)])
    assert len(found) == 1
    assert sentence in found[0]


def test_teams_that_are_missing_doubled_or_of_the_wrong_size_are_named():
    needs, officers = visits(1), [officer(1), officer(2)]
    [team] = match(needs, officers)
    assert "缺少" in check([], needs, officers)[0]
    assert "多了" in check([team, replace(team, officer_ids=(), open_places=2)], needs, officers)[0]
    assert "席位数" in check([replace(team, open_places=1)], needs, officers)[0]
    assert "人员重复" in check([replace(team, officer_ids=(unit(1), unit(1)))], needs, officers)[0]
    stranger = TeamDraw(team.visit_id, team.unit_id, 1, "fire", (unit(1), unit(9)), 0)
    assert "不在执法人员名单中" in check([stranger], needs, officers)[0]
