"""Proposals over a year's plans, against counting the common objects of each two plans by set intersection.

    python -m bench.consolidate [--lines 300] [--objects 100000] [--rival-lines 60] [--rounds 3]

The rival only counts, and only over the first `--rival-lines` lines, whose counts must agree before anything is
measured; the ratio is over these lines. The whole (counts, proposals, explanations) over all lines is measured alone.
Lines take between a hundredth and a tenth of the objects, in runs and scattered, as places and lines of business do.
"""

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from time import perf_counter

import numpy as np

from bench.measure import interleaved, report
from tongjian.pure.planner.consolidating import Limits, Line, count_common, propose

LIMITS = Limits(
    today=date(2026, 1, 1), merge_within=30, most_agencies=3, common_least=Fraction(1, 10), not_below_months=3
)


def build(lines: int, objects: int) -> list[Line]:
    """Each line has up to `objects` objects out of ten times as many."""
    dice = np.random.default_rng(7)
    found = []
    for number in range(lines):
        size = int(objects * dice.uniform(0.1, 1))
        start = int(dice.integers(0, 10 * objects - size))
        scattered = dice.integers(0, 10 * objects, size // 2)
        first = date(2026, 1, 1) + timedelta(days=int(dice.integers(0, 300)))
        found.append(
            Line(
                key=f"{number:04d}",
                agency=f"{number % 25:02d}",
                branch=f"{number % 25:02d}",
                level=1,
                first=first,
                until=first + timedelta(days=60),
                times=Fraction(int(dice.integers(1, 5))),
                share=Fraction(1, 10),
                objects=np.unique(np.concatenate([np.arange(start, start + size // 2), scattered])).astype(np.int64),
                content={"clauses": frozenset(f"c{one}" for one in dice.integers(0, 40, 3).tolist())},
            )
        )
    return found


def by_pairs(lines: list[Line]) -> list[int]:
    sets = [line.objects for line in lines]
    return [len(np.intersect1d(one, other, assume_unique=True)) for one, other in combinations(sets, 2)]


def measure(lines: int, objects: int, rival_lines: int, rounds: int) -> dict[str, float | int]:
    built = build(lines, objects)
    few = built[:rival_lines]
    counts = count_common([line.objects for line in few])
    assert by_pairs(few) == [int(counts[one, other]) for one, other in combinations(range(len(few)), 2)]
    contenders: dict[str, Callable[[], object]] = {
        "tongjian": lambda: count_common([line.objects for line in few]),
        "pairwise": lambda: by_pairs(few),
    }
    seconds = interleaved(contenders, rounds)
    started = perf_counter()
    proposals = propose(built, LIMITS)
    return {
        "lines": lines,
        "objects_of_a_line": objects,
        "proposals": len(proposals),
        "whole_seconds": round(perf_counter() - started, 2),
        "rival_lines": rival_lines,
        **{name: round(value, 4) for name, value in seconds.items()},
        "times_faster": round(seconds["pairwise"] / seconds["tongjian"], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--objects", type=int, default=100_000)
    parser.add_argument("--rival-lines", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    report("consolidate", measure(given.lines, given.objects, given.rival_lines, given.rounds))


if __name__ == "__main__":
    main()
