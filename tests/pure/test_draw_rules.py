"""The arithmetic of a draw, rule by rule, on small cases that can be followed by hand."""

import hashlib
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pure.bundles import Story, example_story, unit
from tongjian.pure.sampling import (
    DemandSpec,
    DrawInvalid,
    Exclusion,
    FrameRow,
    commitment,
    compare_draw,
    draw_pool,
    freeze,
    header_bytes,
    inclusion_probabilities,
    officer_id,
    read_frozen,
    seed,
    size_for_ratio,
    unit_id,
    visit_id,
    visit_order,
)
from tongjian.pure.sampling.selection import is_below, smallest

SEED = b"s" * 32


def pool_of(demands, rows, exclusions=()):
    return freeze(demands, rows, exclusions, ()).pool


def test_names_are_made_as_published():
    entity = "0190a5f0-0000-7000-8000-000000000001"
    salt = bytes(range(32))
    assert unit_id(salt, entity) == hashlib.sha256(b"tongjian-unit/1\0" + salt + entity.encode()).hexdigest()[:32]
    assert (
        officer_id(salt, entity) == hashlib.sha256(b"tongjian-officer/1\0" + salt + entity.encode()).hexdigest()[:32]
    )
    expected = hashlib.sha256(b"tongjian-visit/1\0d\x001\0" + unit(1).encode())
    assert visit_id("d", 1, unit(1)) == expected.hexdigest()[:32]
    expected.update(b"\x002")
    assert visit_id("d", 1, unit(1), window=2) == expected.hexdigest()[:32]


def test_a_commitment_binds_draw_version_agency_and_nonce():
    made = commitment("d", 1, "fire", b"n" * 32)
    assert made == hashlib.sha256(b"tongjian-commit/1\0d\x001\0fire\0" + b"n" * 32).hexdigest()
    others = {commitment(*args, b"n" * 32) for args in [("e", 1, "fire"), ("d", 2, "fire"), ("d", 1, "firf")]}
    assert made not in others
    with pytest.raises(DrawInvalid, match="32 字节"):
        commitment("d", 1, "fire", b"n")


def test_the_seed_is_made_as_published():
    story = example_story()
    ceremony, hashes = story.ceremony(), story.frozen().hashes
    header = header_bytes(ceremony, hashes)
    assert header.startswith(b'{"beacon":{"round":"123","source":"drand"},"cycle":"2026\xe5\xb9\xb4')
    frozen = b"".join(bytes.fromhex(h) for h in (hashes.frame, hashes.demands, hashes.exclusions))
    expected = b"tongjian-draw/1\0" + hashlib.sha256(header).digest() + frozen + b"\1" * 32 + b"\2" * 32 + b"abcdef"
    assert seed(ceremony, hashes) == hashlib.sha256(expected).digest()


def test_nobody_gets_a_seed_before_every_secret_is_out():
    story = example_story()
    ceremony = story.ceremony()
    silent = replace(ceremony, parties=(ceremony.parties[0], replace(ceremony.parties[1], nonce="")))
    with pytest.raises(DrawInvalid, match="market 揭示的随机数与其承诺不符"):
        seed(silent, story.frozen().hashes)


@pytest.mark.parametrize("secrets", [{}, {"fire": b"\1" * 32}])
def test_a_draw_needs_two_parties(secrets):
    with pytest.raises(DrawInvalid, match="至少两个"):
        example_story(secrets=secrets).ceremony()


def test_a_share_is_rounded_up_in_integers():
    assert size_for_ratio(8, 1000, 125) == 1
    assert size_for_ratio(8, 1000, 126) == 2
    assert size_for_ratio(3, 100, 0) == 0
    assert size_for_ratio(1, 1, 7) == 7
    assert size_for_ratio(7, 1000, 3_000_000_000_001) == 21_000_000_001
    for ratio in ((1, 0), (-1, 2), (3, 2)):
        with pytest.raises(ValueError, match="ratio"):
            size_for_ratio(*ratio, 5)


@given(st.integers(1, 10**9), st.integers(-2, 2))
def test_the_comparison_with_a_probability_is_exact(q, offset):
    prn = min(max(-(-q * 2**53 // 10**9) + offset, 0), 2**53 - 1)
    assert bool(is_below(np.array([prn]), np.array([q]))[0]) == (prn * 10**9 < q * 2**53)


@given(st.lists(st.integers(0, 6), max_size=12), st.integers(0, 14))
def test_the_smallest_numbers_are_taken_and_the_earlier_of_equals(prns, n):
    expected = sorted(sorted(range(len(prns)), key=lambda k: (prns[k], k))[:n])
    assert sorted(smallest(np.array(prns, dtype=np.int64), n).tolist()) == expected


def test_every_method_selects_as_published():
    demands = [
        DemandSpec("c", "a", ("1",), "census"),
        DemandSpec("f", "a", ("1",), "fixed", {"s": 2, "t": 9, "u": 0}),
        DemandSpec("p", "b", ("1",), "poisson"),
    ]
    rows = [FrameRow(unit(n), "f", "stu"[n % 3]) for n in range(12)]
    rows += [FrameRow(unit(n), "p", "all", 300_000_000) for n in range(12)] + [FrameRow(unit(3), "c", "all")]
    chosen = {(row.unit_id, row.demand_id) for row in draw_pool(pool_of(demands, rows), SEED).rows()}

    def prn(name):
        return int.from_bytes(hashlib.sha256(SEED + b"\0" + name.encode()).digest()[:8], "big") >> 11

    first_two = sorted((unit(n) for n in range(0, 12, 3)), key=prn)[:2]
    expected = {(unit(3), "c")} | {(name, "f") for name in first_two} | {(unit(n), "f") for n in range(1, 12, 3)}
    expected |= {(unit(n), "p") for n in range(12) if Fraction(prn(unit(n)), 2**53) < Fraction(3, 10)}
    assert chosen == expected


def test_visits_follow_their_own_order():
    names = [unit(n) for n in range(9)]
    expected = sorted(names, key=lambda name: hashlib.sha256(SEED + b"\x01" + name.encode()).hexdigest())
    assert visit_order(SEED, names) == expected


def test_frozen_files_come_back_from_their_bytes():
    frozen = example_story().frozen()
    again = read_frozen(frozen.demands, frozen.frame, frozen.exclusions, frozen.officers)
    assert again.hashes == frozen.hashes
    assert again.officer_rows == frozen.officer_rows
    assert list(again.pool.frame.rows()) == list(frozen.pool.frame.rows())
    assert again.pool.exclusions == frozen.pool.exclusions


def test_the_order_in_which_things_were_entered_does_not_matter():
    story = example_story()
    turned = replace(story, demands=story.demands[::-1], rows=story.rows[::-1], officers=story.officers[::-1])
    assert turned.frozen().hashes == story.frozen().hashes


BAD = {
    "同一单元与同一需求出现了两次": lambda s: replace(s, rows=(*s.rows, s.rows[0])),
    "不在需求清单中": lambda s: replace(s, rows=(*s.rows, FrameRow(unit(1), "nobody", "all"))),
    "既在抽样框中又被排除": lambda s: replace(s, exclusions=(Exclusion(unit(0), "market-food", "x"),)),
    "排除名单中的需求": lambda s: replace(s, exclusions=(Exclusion(unit(0), "nobody", "x"),)),
    "排除理由": lambda s: replace(s, exclusions=(Exclusion(unit(60), "market-food", ""),)),
    "排除名单中 .* 重复": lambda s: replace(s, exclusions=(s.exclusions[0], s.exclusions[0]._replace(reason="y"))),
    "分层不一致": lambda s: replace(s, rows=(*s.rows, FrameRow(unit(50), "fire-halls", "other"))),
    "每一行都应有概率": lambda s: replace(s, rows=(*s.rows, FrameRow(unit(50), "market-ads", "all"))),
    "不应有概率": lambda s: replace(s, rows=(*s.rows, FrameRow(unit(50), "fire-halls", "all", 5))),
    "十亿分之": lambda s: replace(s, rows=(*s.rows, FrameRow(unit(50), "market-ads", "all", 10**9 + 1))),
    "小写十六进制": lambda s: replace(s, rows=(*s.rows, FrameRow("某企业", "market-ads", "all", 5))),
    "分层不是合法的编号": lambda s: replace(s, rows=(*s.rows, FrameRow(unit(50), "market-ads", "", 5))),
    "需求编号重复": lambda s: replace(s, demands=(*s.demands, s.demands[0])),
    "执法人员编号重复": lambda s: replace(s, officers=(*s.officers, s.officers[0])),
}


@pytest.mark.parametrize("sentence", BAD)
def test_a_contradiction_is_refused_when_freezing(sentence):
    with pytest.raises(DrawInvalid, match=sentence):
        BAD[sentence](example_story()).frozen()


def test_an_empty_draw_draws_nobody():
    story = Story((), ())
    selection = draw_pool(story.frozen().pool, SEED)
    assert selection.unit_ids() == []
    assert compare_draw(story.frozen().pool, selection).bound == 0


def test_figures_of_a_draw():
    demands = [
        DemandSpec("a1", "a", ("1",), "fixed", {"s": 1}),
        DemandSpec("a2", "a", ("1",), "poisson"),
        DemandSpec("b1", "b", ("1",), "fixed", {"s": 2, "z": 0}),
    ]
    rows = [FrameRow(unit(n), "a1", "s") for n in range(4)]
    rows += [FrameRow(unit(n), "a2", "s", 500_000_000) for n in range(2)]
    rows += [FrameRow(unit(n), "b1", "s") for n in range(4)] + [FrameRow(unit(9), "b1", "z")]
    pool = pool_of(demands, rows)
    assert sorted(inclusion_probabilities(pool).tolist()) == [0.0] + [0.25] * 4 + [0.5] * 6
    selection = draw_pool(pool, SEED)
    figures = compare_draw(pool, selection)
    assert figures.bound == 4 * 0.5
    assert figures.alone_expected == 2 * 0.5 + 2 * 0.25 + 4 * 0.5
    assert figures.immune == 1
    chosen = {(row.unit_id, row.demand_id) for row in selection.rows()}
    assert figures.joint_actual == len({name for name, _ in chosen}) == len(selection.unit_ids())
    assert figures.alone_actual == len({(name, demand[0]) for name, demand in chosen})
    for i, first in enumerate(figures.demand_ids):
        for j, second in enumerate(figures.demand_ids):
            both = {name for name, d in chosen if d == first} & {name for name, d in chosen if d == second}
            assert figures.overlap[i][j] == len(both)
    assert figures.overlap[0][2] == 1  # the single unit of the smaller fixed demand is among those of the larger one
