"""Visits repeated within the window, over many rows, against DuckDB and Polars on the same columns in memory.

    python -m bench.repeats [--rows 1000000] [--rounds 5]

Every contender answers with the same rows (entity and day of each visit that is the second within sixty days); that
they agree is checked before anything is measured. Rows come in no order: a quarter as many enterprises as visits,
some visited far more often than others, over three years.
"""

import argparse
from collections.abc import Callable

import duckdb
import numpy as np
import polars as pl

from bench.measure import interleaved, report
from tongjian.pure.repeats import find_repeats

WINDOW, TIMES = 60, 2
BY_WINDOW = f"""
select entity, day from (
  select entity, day, day - lag(day, {TIMES - 1}) over (partition by entity order by day) as gap from visits
) where gap <= {WINDOW}
"""


def build(rows: int) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(7)
    entity = (dice.random(rows) ** 2 * rows / 4).astype(np.int32)
    return entity, dice.integers(20_000, 21_096, rows, dtype=np.int32)


def by_polars(frame: pl.DataFrame) -> pl.DataFrame:
    ordered = frame.lazy().sort("entity", "day")
    near = (pl.col("day") - pl.col("day").shift(TIMES - 1) <= WINDOW) & (
        pl.col("entity") == pl.col("entity").shift(TIMES - 1)
    )
    return ordered.filter(near).collect()


def measure(rows: int, rounds: int) -> dict[str, float | int]:
    entity, day = build(rows)
    connection = duckdb.connect()
    connection.register("rows_in", {"entity": entity, "day": day})
    connection.execute("create table visits as select * from rows_in")
    frame = pl.DataFrame({"entity": entity, "day": day})

    contenders: dict[str, Callable[[], object]] = {
        "tongjian": lambda: find_repeats(entity, day, window=WINDOW, times=TIMES),
        "duckdb": lambda: connection.execute(BY_WINDOW).fetchnumpy(),
        "polars": lambda: by_polars(frame),
    }
    ours, theirs = contenders["tongjian"](), contenders["duckdb"]()
    order = np.lexsort((theirs["day"], theirs["entity"]))  # type: ignore[index]
    assert np.array_equal(ours.entity, theirs["entity"][order])  # type: ignore[attr-defined, index]
    assert np.array_equal(ours.day, theirs["day"][order])  # type: ignore[attr-defined, index]
    assert np.array_equal(ours.day, by_polars(frame)["day"].to_numpy())  # type: ignore[attr-defined]
    seconds = interleaved(contenders, rounds)
    best = min(seconds["duckdb"], seconds["polars"])
    return {
        "rows": rows,
        "repeats": len(ours),  # type: ignore[arg-type]
        **{name: round(value, 4) for name, value in seconds.items()},
        "times_faster_than_best": round(best / seconds["tongjian"], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    report("repeats", measure(given.rows, given.rounds))


if __name__ == "__main__":
    main()
