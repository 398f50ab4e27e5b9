"""The joint draw against two rivals in the same run: four demands over one pool.

    PYTHONPATH=src python -m bench.draw [--sizes 50000 500000] [--with-5m] [--rounds 5]

Rivals, both in DuckDB on the same frame in memory: `ORDER BY random()` in each demand and stratum, as most systems
draw, and a verifiable draw by `sha256(seed || unit_id)`. Medians of interleaved rounds; what counts are the ratios and
how the time grows. Result: bench/results/draw.json.
"""

import argparse
import hashlib
import json
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np

from tongjian.pure.sampling import DemandSpec, build_frame_from_columns, draw_pool, size_for_ratio
from tongjian.pure.sampling.freezing import Pool

RESULT = Path(__file__).resolve().parent / "results" / "draw.json"
STRATA = [f"14{n:04d}" for n in range(117)]
RATIOS = {"d1": (3, 100), "d2": (5, 100), "d3": (8, 1000)}
FIVE_MILLION = 5_000_000


def build_pool(units: int) -> Pool:
    """Four demands: three fixed by ratio in 117 strata over overlapping scopes, one poisson. Strata are skewed."""
    numbers = np.random.default_rng(20260101)
    salt = numbers.bytes(16)
    names = np.array([hashlib.sha256(salt + n.to_bytes(4, "big")).hexdigest()[:32] for n in range(units)], "S32")
    stratum = (117 * numbers.random(units) ** 2).astype(np.int64)
    parts = [(name, np.flatnonzero(numbers.random(units) < share)) for name, share in
             (("d1", 1.0), ("d2", 0.6), ("d3", 0.3), ("d4", 1.0))]  # fmt: skip
    rows = np.concatenate([part for _, part in parts])
    demands = [name for name, part in parts for _ in range(len(part))]
    strata = [STRATA[s] for s in stratum[rows].tolist()]
    q = np.concatenate([numbers.integers(1, 10**8, len(part)) if n == "d4" else 0 * part for n, part in parts])
    frame = build_frame_from_columns(names[rows], demands, strata, q, demand_ids=("d1", "d2", "d3", "d4"))
    specs = [DemandSpec("d4", "a4", ("1",), "poisson")]
    for name, part in parts[:3]:
        counts = np.bincount(stratum[part], minlength=117).tolist()
        sizes = {STRATA[s]: size_for_ratio(*RATIOS[name], count) for s, count in enumerate(counts) if count}
        specs.append(DemandSpec(name, name, ("1",), "fixed", sizes))
    return Pool(tuple(sorted(specs, key=lambda spec: spec.id)), frame, ())


def load_rival(pool: Pool) -> duckdb.DuckDBPyConnection:
    frame = pool.frame
    sizes = [
        (position, frame.strata.index(stratum), size)
        for position, demand in enumerate(pool.demands)
        for stratum, size in demand.sizes.items()
    ]
    connection = duckdb.connect()
    connection.register(
        "rows_in",
        {
            "unit_id": np.char.decode(frame.units, "ascii")[frame.unit].astype(object),
            "demand": frame.demand,
            "stratum": frame.stratum,
            "q": frame.q,
        },
    )
    connection.register("sizes_in", dict(zip(("demand", "stratum", "n"), np.array(sizes).T.copy(), strict=True)))
    connection.execute("create table frame as select * from rows_in; create table sizes as select * from sizes_in")
    return connection


FIXED = """
select f.unit_id, f.demand from (
  select *, row_number() over (partition by demand, stratum order by {key}) as place from {source} where q = 0
) f join sizes s using (demand, stratum) where place <= n
union all
select unit_id, demand from {source} where q > 0 and {chance} * 1e9 < q
"""
BY_RANDOM = FIXED.format(key="random()", source="frame", chance="random()")
BY_HASH = """
with hashed as materialized (
  select unit_id, ('0x' || left(sha256('seed' || unit_id), 13))::bigint as prn
  from (select distinct unit_id from frame)
), joined as materialized (select frame.*, prn from frame join hashed using (unit_id))
""" + FIXED.format(key="prn, unit_id", source="joined", chance="prn / 4503599627370496.0")


def measure(units: int, rounds: int) -> dict[str, float]:
    pool = build_pool(units)
    rival = load_rival(pool)
    drawn: dict[str, int] = {}

    def draw_ours() -> int:
        return len(draw_pool(pool, os.urandom(32)).row)

    def draw_theirs(query: str) -> Callable[[], int]:
        return lambda: len(rival.execute(query).fetchnumpy()["demand"])

    contenders = {"tongjian": draw_ours, "order_by_random": draw_theirs(BY_RANDOM), "sha256": draw_theirs(BY_HASH)}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            started = time.perf_counter()
            drawn[name] = contender()
            times[name].append(time.perf_counter() - started)
    fixed = sum(sum(demand.sizes.values()) for demand in pool.demands)
    if any(abs(count - drawn["sha256"]) > 0.2 * drawn["sha256"] or count < fixed for count in drawn.values()):
        raise SystemExit(f"the contenders do not draw the same: {drawn}")
    medians = {name: statistics.median(values) for name, values in times.items()}
    return {
        "units": units,
        "rows": len(pool.frame),
        **{f"{name}_s": round(value, 4) for name, value in medians.items()},
        "times_faster_than_order_by_random": round(medians["order_by_random"] / medians["tongjian"], 2),
        "times_faster_than_sha256": round(medians["sha256"] / medians["tongjian"], 2),
    }


def exponent(results: list[dict[str, float]]) -> float | None:
    """b in time ≈ a · units^b between the smallest and the largest size; 1 is linear."""
    first, last = results[0], results[-1]
    if first["units"] == last["units"]:
        return None
    return round(math.log(last["tongjian_s"] / first["tongjian_s"]) / math.log(last["units"] / first["units"]), 3)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[50_000, 500_000])
    parser.add_argument("--with-5m", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    sizes = sorted({*arguments.sizes, *([FIVE_MILLION] if arguments.with_5m else [])})
    results = [measure(units, arguments.rounds) for units in sizes]
    machine = {"cpus": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    versions = {"numpy": np.__version__, "duckdb": duckdb.__version__}
    report = {"bench": "draw", **machine, **versions, "rounds": arguments.rounds, "results": results}
    report["scaling_exponent"] = exponent(results)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
