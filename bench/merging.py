"""Checks of many departments into as few entries as there can be, against DuckDB, which only groups them by month.

    python -m bench.merging [--rows 400000] [--rounds 5]

The rival does less: one entry for what has its last day in the same month. Ours is the least number of entries, with
and without a limit of three departments at once; that no plan has fewer is tested in tests/pure/test_entries.py.
"""

import argparse

import duckdb
import numpy as np

from bench.measure import interleaved, report
from tongjian.pure.planner import Checks, merge_columns

DEPARTMENTS, SEATS = 10, 3


def build(rows: int) -> Checks:
    """A quarter as many enterprises as checks; each check may be done within one to twelve weeks of the year."""
    dice = np.random.default_rng(7)
    first = dice.integers(0, 190, rows)
    last = np.minimum(first + dice.integers(5, 60, rows), 249)
    return Checks(dice.integers(0, rows // 4, rows), dice.integers(0, DEPARTMENTS, rows), first, last)


def measure(rows: int, rounds: int) -> dict[str, float | int]:
    checks = build(rows)
    connection = duckdb.connect()
    connection.register("rows_in", {"entity": checks.entity, "agency": checks.agency, "last": checks.last})
    connection.execute("create table checks as select * from rows_in")
    by_month = "select entity, last // 21 as month, list(distinct agency) from checks group by all"
    seconds = interleaved(
        {
            "tongjian": lambda: merge_columns(checks),
            "with_seats": lambda: merge_columns(checks, SEATS),
            "duckdb_by_month": lambda: connection.execute(by_month).fetchnumpy(),
        },
        rounds,
    )
    ours, seated = merge_columns(checks), merge_columns(checks, SEATS)
    [(monthly,)] = connection.execute(f"select count(*) from ({by_month})").fetchall()
    return {
        "checks": rows,
        "entries": len(ours.entity),
        "lower_bound": ours.lower_bound,
        "entries_with_seats": len(seated.entity),
        "gap_with_seats": round(seated.gap, 4),
        "entries_by_month": monthly,
        **{name: round(value, 3) for name, value in seconds.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    report("merging", measure(given.rows, given.rounds))


if __name__ == "__main__":
    main()
