"""Was everybody drawn as often as their chances said? Measured over the draws that took place. Figures: floats.

A single draw cannot show it: each of its samples has the size it must have. Over several draws one can count how many
were drawn never, once, twice …, and hold that against how many there should be by their own chances.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_TIMES = 60
"""Whoever was drawn so often or more is counted together."""
_LEAST_EXPECTED = 5.0
"""A chi-square test wants at least so many expected in each class (Cochran's rule); smaller classes are joined."""
_PRECISION = 1e-15


@dataclass(frozen=True, eq=False)
class Chances:
    """One draw: the entities of its frame (positions in a list over all draws), the chance of each to be visited, and
    whether it was drawn. Parallel columns, an entity once."""

    entity: NDArray[np.int64]
    chance: NDArray[np.float64]
    drawn: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """`p`: how often chance alone deviates so much or more; 1 where nothing could be tested (`degrees` 0)."""

    statistic: float
    degrees: int
    p: float


@dataclass(frozen=True, slots=True)
class TimesDrawn:
    """So many entities were drawn `times` times (the last class: or more), and so many were to be expected."""

    times: int
    expected: float
    observed: int


@dataclass(frozen=True, slots=True)
class Inclusions:
    """`immune`: in the frame of a draw, but never with a chance above 0. `overlooked`: never drawn, although by their
    chances that happens to none of so many entities but with a probability below the level (Bonferroni)."""

    entities: int
    expected: float
    observed: int
    immune: int
    overlooked: int
    times: tuple[TimesDrawn, ...]
    test: ChiSquare


def measure_inclusions(draws: Sequence[Chances], entities: int, *, level: float) -> Inclusions:
    """`entities`: how many there are over all draws. `level`: with which probability one of them may be called
    overlooked by mistake."""
    never, best = np.zeros(entities), np.zeros(entities)
    observed = np.zeros(entities, dtype=np.int64)
    for draw in draws:
        with np.errstate(divide="ignore"):
            never[draw.entity] += np.log1p(-draw.chance)
        best[draw.entity] = np.maximum(best[draw.entity], draw.chance)
        observed[draw.entity] += draw.drawn
    expected_times = _expected_times(draws, entities)
    counts = np.bincount(np.minimum(observed, len(expected_times) - 1), minlength=len(expected_times))
    is_unlikely = never < math.log(level / entities) if entities else never < 0
    return Inclusions(
        entities=entities,
        expected=float(sum(draw.chance.sum() for draw in draws)),
        observed=int(observed.sum()),
        immune=int(np.count_nonzero(best == 0)),
        overlooked=int(np.count_nonzero((observed == 0) & is_unlikely)),
        times=tuple(
            TimesDrawn(times, expected, count)
            for times, (expected, count) in enumerate(zip(expected_times.tolist(), counts.tolist(), strict=True))
        ),
        test=compare_counts(expected_times, counts) if len(draws) > 1 else _test(0.0, 0),
    )


def compare_counts(expected: NDArray[np.float64], observed: NDArray[np.int64]) -> ChiSquare:
    """Goodness of fit; neighbouring classes are joined until each expects enough."""
    classes: list[list[float]] = []
    for want, have in zip(expected.tolist(), observed.tolist(), strict=True):
        if classes and classes[-1][0] < _LEAST_EXPECTED:
            classes[-1][0] += want
            classes[-1][1] += have
        else:
            classes.append([want, have])
    if len(classes) > 1 and classes[-1][0] < _LEAST_EXPECTED:
        want, have = classes.pop()
        classes[-1][0] += want
        classes[-1][1] += have
    statistic = sum((have - want) ** 2 / want for want, have in classes if want > 0)
    return _test(statistic, len(classes) - 1)


def compare_places(groups: Iterable[tuple[Sequence[int], int]]) -> ChiSquare:
    """Officers who could be sent to the same visits, how many places each got, and how many of them go on one visit.

    Each visit takes `per_visit` of m by lot without putting back, so a count has the variance T/m · (1 - per_visit/m)
    for T places; counts of a group add up, which leaves m-1 degrees of freedom."""
    statistic, degrees = 0.0, 0
    for places, per_visit in groups:
        members, total = len(places), sum(places)
        if total == 0 or members <= per_visit:
            continue
        mean = total / members
        variance = mean * (1 - per_visit / members)
        statistic += sum((place - mean) ** 2 for place in places) / variance * (members - 1) / members
        degrees += members - 1
    return _test(statistic, degrees)


def chi_square_tail(statistic: float, degrees: int) -> float:
    """P(X ≥ statistic) of a chi-square variable: the regularised incomplete gamma function Q(degrees/2, statistic/2),
    by its series below the mean and by its continued fraction (Lentz) above it."""
    a, x = degrees / 2, statistic / 2
    if x <= 0:
        return 1.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    return 1.0 - scale * _series(a, x) if x < a + 1 else scale * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    while abs(term) > abs(total) * _PRECISION:
        a += 1
        term *= x / a
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    total, step, factor = d, 0, 0.0
    while abs(factor - 1) > _PRECISION and step < 10_000:
        step += 1
        numerator = -step * (step - a)
        b += 2
        d = 1 / (numerator * d + b or tiny)
        c = b + numerator / c or tiny
        factor = c * d
        total *= factor
    return total


def _expected_times(draws: Sequence[Chances], entities: int) -> NDArray[np.float64]:
    """How many entities should be drawn never, once …: the sum of their Poisson binomial distributions. Entities with
    the same chances in every draw share one, so that a province costs no more than its strata."""
    alike = np.zeros(entities, dtype=np.int64)
    for draw in draws:
        values, code = np.unique(draw.chance, return_inverse=True)
        mark = np.zeros(entities, dtype=np.int64)
        mark[draw.entity] = code + 1
        alike = np.unique(alike * (len(values) + 1) + mark, return_inverse=True)[1]
    _, first, members = np.unique(alike, return_index=True, return_counts=True)
    spread = np.zeros((len(first), min(len(draws), MOST_TIMES) + 1))
    spread[:, 0] = 1.0
    for draw in draws:
        chance = np.zeros(entities)
        chance[draw.entity] = draw.chance
        spread = _one_draw_more(spread, chance[first, None])
    return np.asarray(members @ spread)


def _one_draw_more(spread: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """How often an entity was drawn, after one draw more; what exceeds the last class stays in it."""
    after = spread * (1 - chance)
    after[:, 1:] += spread[:, :-1] * chance
    after[:, -1:] += spread[:, -1:] * chance
    return after


def _test(statistic: float, degrees: int) -> ChiSquare:
    if degrees < 1:
        return ChiSquare(0.0, 0, 1.0)
    return ChiSquare(statistic, degrees, chi_square_tail(statistic, degrees))
