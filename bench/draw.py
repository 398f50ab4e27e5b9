"""The joint draw against its rivals in the same run: four demands over one pool.

    PYTHONPATH=src python scripts/postgres.py python -m bench.draw [--sizes 50000 500000] [--with-5m] [--rounds 5]

Rivals on the same frame, loaded beforehand: `ORDER BY random()` in each demand and stratum, as most systems draw, in
PostgreSQL (where TEST_DATABASE names one, as scripts/postgres.py does) and in DuckDB; and a verifiable draw in DuckDB
by `sha256(seed || unit_id)`. Medians of interleaved rounds; what counts are the ratios and how the time grows.
`peak_mib` is of the process that made the pool and drew from it, before any rival is loaded.
Result: bench/results/draw.json.
"""

import argparse
import hashlib
import json
import math
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import psycopg

from tongjian.pure.sampling import DemandSpec, build_frame_from_columns, draw_pool, size_for_ratio
from tongjian.pure.sampling.freezing import Pool

RESULT = Path(__file__).resolve().parent / "results" / "draw.json"
STRATA = [f"14{n:04d}" for n in range(117)]
RATIOS = {"d1": (3, 100), "d2": (5, 100), "d3": (8, 1000)}
FIVE_MILLION = 5_000_000
CHUNK = 200_000


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
    connection = duckdb.connect(config={"memory_limit": "2GB"})
    connection.execute("create table units (unit integer, unit_id varchar)")
    for start in range(0, len(frame.units), CHUNK):
        names = np.char.decode(frame.units[start : start + CHUNK], "ascii").astype(object)
        connection.register("units_in", {"unit": np.arange(start, start + len(names)), "unit_id": names})
        connection.execute("insert into units select * from units_in")
    connection.register(
        "rows_in", {"unit": frame.unit, "demand": frame.demand, "stratum": frame.stratum, "q": frame.q}
    )
    connection.register("sizes_in", dict(zip(("demand", "stratum", "n"), np.array(sizes).T.copy(), strict=True)))
    connection.execute(
        "create table frame as select unit_id, demand, stratum, q from rows_in join units using (unit);"
        "drop table units"
    )
    connection.execute("create table sizes as select * from sizes_in")
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


def load_postgres(pool: Pool, address: str) -> psycopg.Connection:
    """The same table in PostgreSQL, analysed; memory enough that it never sorts on disk for want of a setting."""
    frame = pool.frame
    connection = psycopg.connect(address, autocommit=True)
    connection.execute("set work_mem = '512MB'; drop table if exists frame, sizes")
    connection.execute("create table frame (unit_id text, demand smallint, stratum smallint, q integer)")
    connection.execute("create table sizes (demand smallint, stratum smallint, n integer)")
    columns = (frame.unit, frame.demand, frame.stratum, frame.q)
    with connection.cursor().copy("copy frame from stdin") as copy:
        for start in range(0, len(frame), CHUNK):
            unit, *rest = (column[start : start + CHUNK] for column in columns)
            for row in zip(frame.units[unit].astype("U32").tolist(), *(c.tolist() for c in rest), strict=True):
                copy.write_row(row)
    for position, demand in enumerate(pool.demands):
        sizes = [(position, frame.strata.index(stratum), size) for stratum, size in demand.sizes.items()]
        connection.cursor().executemany("insert into sizes values (%s, %s, %s)", sizes)
    connection.execute("vacuum analyze frame")
    return connection


def draw_in_postgres(connection: psycopg.Connection) -> int:
    return len(connection.execute(BY_RANDOM).fetchall())


def measure(units: int, rounds: int) -> dict[str, float]:
    pool = build_pool(units)
    draw_pool(pool, os.urandom(32))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rival = load_rival(pool)
    drawn: dict[str, int] = {}

    def draw_ours() -> int:
        return len(draw_pool(pool, os.urandom(32)).row)

    def draw_theirs(query: str) -> Callable[[], int]:
        return lambda: len(rival.execute(query).fetchnumpy()["demand"])

    contenders = {"tongjian": draw_ours, "order_by_random": draw_theirs(BY_RANDOM), "sha256": draw_theirs(BY_HASH)}
    if (address := os.environ.get("TEST_DATABASE", "")).startswith("postgres"):
        postgres = load_postgres(pool, address)
        contenders["postgresql"] = lambda: draw_in_postgres(postgres)
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
        **{
            f"times_faster_than_{name}": round(value / medians["tongjian"], 2)
            for name, value in medians.items()
            if name != "tongjian"
        },
        "peak_mib": peak,
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
    versions = {"psycopg": psycopg.__version__, "numpy": np.__version__, "duckdb": duckdb.__version__}
    report = {"bench": "draw", **machine, **versions, "rounds": arguments.rounds, "results": results}
    report["scaling_exponent"] = exponent(results)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
