"""Who is sent: the seed decides, within jurisdiction, qualification, certificate, recusal and load."""

import hashlib
from collections import Counter
from dataclasses import replace

import pytest

from tests.pure.bundles import unit
from tongjian.pure.sampling import DrawInvalid, OfficerRow, VisitNeed, match_officers, significant_digits, visit_id
from tongjian.pure.sampling.officers import read_officers, write_officers

SEED = b"s" * 32


def officer(number, **changes):
    row = OfficerRow(unit(number), "fire", frozenset({"140100"}), frozenset({"0201"}), frozenset(), 100, "2027-01-01")
    return replace(row, **changes)


def visits(count, county="140105", items=None):
    return [VisitNeed(unit(1000 + n), county, items or {"fire": frozenset({"0201", "0202"})}) for n in range(count)]


def match(needs, officers, per_agency=2, valid_on="2026-12-31"):
    return match_officers(SEED, "d", 1, needs, officers, per_agency, valid_on=valid_on)


def test_officers_are_taken_in_the_order_that_the_seed_gives():
    officers = [officer(n) for n in range(8)]
    for team in match(visits(5), officers):
        prefix = SEED + b"\x02" + team.visit_id.encode() + b"\0"
        expected = sorted((o.officer_id for o in officers), key=lambda i: hashlib.sha256(prefix + i.encode()).digest())
        assert team.officer_ids == tuple(expected[:2])
        assert team.open_places == 0


def test_visits_are_served_in_their_order_whatever_order_they_come_in():
    officers = [officer(n, cap=3) for n in range(4)]
    needs = visits(9)
    teams = match(needs, officers)
    assert teams == match(needs[::-1], officers[::-1])
    expected = sorted((n.unit_id for n in needs), key=lambda u: hashlib.sha256(SEED + b"\x01" + u.encode()).digest())
    assert [team.unit_id for team in teams] == expected


def test_nobody_is_sent_more_often_than_the_cap_and_the_places_left_stay_open():
    teams = match(visits(9), [officer(n, cap=3) for n in range(4)])
    load = Counter(name for team in teams for name in team.officer_ids)
    assert max(load.values()) == 3
    assert sum(team.open_places for team in teams) == 9 * 2 - 4 * 3
    assert [team.open_places for team in teams] == sorted(team.open_places for team in teams)


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": "market"},
        {"regions": frozenset({"140200", "140106"})},
        {"regions": frozenset()},
        {"qualifications": frozenset({"0999"})},
        {"recusals": frozenset({unit(1000)})},
        {"cap": 0},
        {"valid_until": "2026-12-31"},
    ],
)
def test_an_officer_who_may_not_go_is_not_sent(changes):
    teams = match(visits(1), [officer(1), officer(2, **changes)])
    assert [(team.officer_ids, team.open_places) for team in teams] == [((unit(1),), 1)]


def test_each_agency_of_a_visit_sends_its_own_officers():
    needs = visits(1, items={"market": frozenset({"0101"}), "fire": frozenset({"0201"})})
    officers = [officer(1), officer(2), officer(3, agency="market", qualifications=frozenset({"0101"}))]
    fire, market = match(needs, officers)
    assert (fire.agency, set(fire.officer_ids)) == ("fire", {unit(1), unit(2)})
    assert (market.agency, market.officer_ids, market.open_places) == ("market", (unit(3),), 1)


def test_a_second_window_is_a_visit_of_its_own():
    first = visits(1)[0]
    teams = match([replace(first, window=2), first], [officer(n) for n in range(20)])
    assert [team.visit_id for team in teams] == [visit_id("d", 1, first.unit_id), visit_id("d", 1, first.unit_id, 2)]


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("000000", ""),
        ("140000", "14"),
        ("140100", "1401"),
        ("141000", "1410"),
        ("140110", "140110"),
        ("140105", "140105"),
        ("140105001", "140105001"),
        ("140105000", "140105"),
        ("140105001000", "140105001"),
        ("140100000000", "1401"),
    ],
)
def test_significant_digits_of_a_region(code, digits):
    assert significant_digits(code) == digits


def test_every_pair_of_officers_is_equally_likely():
    officers = [officer(n, cap=10**6) for n in range(5)]
    pairs = Counter(frozenset(team.officer_ids) for team in match(visits(6000), officers))
    chi_square = sum((count - 600) ** 2 / 600 for count in pairs.values())
    assert len(pairs) == 10
    assert chi_square < 27.9  # 99.9 % of chi-square with 9 degrees of freedom


def test_the_list_of_officers_comes_back_from_its_bytes():
    officers = [officer(n, qualifications=frozenset({"0201", 'a,"b"'})) for n in range(3)]
    data = write_officers(officers)
    assert data.startswith(b"officer_id,agency,regions,qualifications,recusals,cap,valid_until\n")
    assert set(read_officers(data)) == set(officers)
    for bent in (data.replace(b",100,", b",0100,"), data + data.split(b"\n")[1] + b"\n", data.replace(b"2027", b"27")):
        with pytest.raises(DrawInvalid):
            read_officers(bent)
