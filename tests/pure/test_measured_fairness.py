import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.sampling.fairness import Chances, chi_square_tail, compare_places, measure_inclusions


@pytest.mark.parametrize(
    ("statistic", "degrees", "tail"),
    [
        (3.841458820694124, 1, 0.05),
        (6.634896601021213, 1, 0.01),
        (18.307038053275146, 10, 0.05),
        (124.34211340400407, 100, 0.05),
        (10.0, 5, 0.07523524614651217),
        (0.0, 3, 1.0),
    ],
)
def test_the_tail_is_that_of_the_published_tables(statistic, degrees, tail):
    assert chi_square_tail(statistic, degrees) == pytest.approx(tail, rel=1e-9)


@given(st.floats(0.001, 400))
def test_the_tail_agrees_with_its_closed_forms(x):
    assert chi_square_tail(x, 1) == pytest.approx(math.erfc(math.sqrt(x / 2)), rel=1e-9)
    assert chi_square_tail(x, 2) == pytest.approx(math.exp(-x / 2), rel=1e-9)
    assert chi_square_tail(x, 4) == pytest.approx(math.exp(-x / 2) * (1 + x / 2), rel=1e-9)


def by_lot(draws, entities, chance, *, spared=0):
    """Draws in which each entity is drawn with its chance, but for the first `spared`, who never are."""
    numbers = np.random.default_rng(20261124)
    everybody = np.arange(entities)
    chances = np.full(entities, chance)
    return [
        Chances(everybody, chances, (numbers.random(entities) < chance) & (everybody >= spared)) for _ in range(draws)
    ]


def test_a_lot_that_is_fair_passes_and_nobody_is_overlooked():
    found = measure_inclusions(by_lot(20, 5_000, 0.3), 5_000, level=0.01)
    assert found.test.p > 0.001
    assert (found.immune, found.overlooked) == (0, 0)
    assert sum(row.observed for row in found.times) == 5_000
    assert sum(row.expected for row in found.times) == pytest.approx(5_000)


def test_whoever_is_never_drawn_against_all_chances_is_counted_and_the_test_fails():
    found = measure_inclusions(by_lot(60, 2_000, 0.3, spared=40), 2_000, level=0.01)
    assert found.overlooked == 40
    assert found.test.p < 1e-6


def test_whoever_was_never_drawn_in_few_draws_is_not_called_overlooked():
    assert measure_inclusions(by_lot(2, 2_000, 0.3, spared=40), 2_000, level=0.01).overlooked == 0


def test_unequal_chances_are_expected_as_they_are():
    chances = np.array([0.5, 0.25, 1.0])
    draws = [Chances(np.arange(3), chances, np.array([True, False, True]))] * 2
    times = [row.expected for row in measure_inclusions(draws, 3, level=0.01).times]
    assert times == pytest.approx([0.25 + 0.5625, 0.5 + 0.375, 0.25 + 0.0625 + 1.0])


def test_whoever_had_no_chance_in_any_draw_is_immune_and_in_one_draw_is_not():
    none = np.array([0.0, 0.0, 0.5])
    draws = [
        Chances(np.arange(3), none, np.array([False, False, True])),
        Chances(np.array([1]), np.array([1.0]), np.array([True])),
    ]
    found = measure_inclusions(draws, 3, level=0.01)
    assert (found.immune, found.observed, found.expected) == (1, 2, 1.5)


def test_without_draws_nothing_is_claimed():
    found = measure_inclusions([], 0, level=0.01)
    assert (found.entities, found.test.degrees, found.test.p) == (0, 0, 1.0)


def test_places_by_lot_pass_and_a_favourite_does_not():
    numbers = np.random.default_rng(7)
    places = np.zeros(12, dtype=int)
    for _ in range(600):
        places[numbers.choice(12, 2, replace=False)] += 1
    assert compare_places([(places.tolist(), 2)]).p > 0.001
    places[0] += 90
    places[1] -= 90
    bent = compare_places([(places.tolist(), 2)])
    assert bent.degrees == 11
    assert bent.p < 1e-6


def test_a_group_without_choice_says_nothing():
    assert compare_places([([5, 5], 2), ([0, 0, 0], 2)]).degrees == 0
