"""A file of entities into the register: this import against row-by-row pydantic, Django's bulk upsert and raw COPY.

    python -m bench.import_entities [--sizes 50000 500000 1000000] [--rows 50000] [--rounds 3]

`sizes`: each imported once by this program only (rows per second, peak memory, exponent of the cost). `rows`: all
contenders take turns, each with enterprises of its own, a first time and again. The rivals are spared what the import
also does: places from addresses, warnings, looking up who bears a number, staged rows for undo, the Merkle tree, the
ledger. DATABASE_URL is respected; on PostgreSQL raw COPY of the same rows into the same tables is measured too.
"""

import argparse
import csv
import math
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from bench.measure import report, scratch_home

HEAD = ("企业名称", "统一社会信用代码", "注册日期", "企业类型", "注册资金", "经营范围", "所在省份", "地区", "注册地址")
PLACES = (
    ("140105", "太原市小店区"),
    ("140106", "太原市迎泽区"),
    ("140702", "晋中市榆次区"),
    ("140821", "运城市临猗县"),
)
Row = Sequence[str]


def make_rows(count: int, start: int) -> list[Row]:
    """Invented enterprises with organisation codes DEM…, numbered from `start`."""
    from tongjian.pure.codes import make_uscc

    rows = []
    for number in range(start, start + count):
        code, place = PLACES[number % 3]
        day = date(1990 + number % 30, 1 + number % 12, 1 + number % 28).isoformat()
        scope = "食品销售；日用百货；五金交电（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
        uscc = make_uscc("91", code, f"D{number:07}")
        rows.append((f"演示{number}号商贸有限公司", uscc, day, "有限责任公司", "100万", scope, "山西", place[:2],
                     f"{place}样例路{number}号"))  # fmt: skip
    return rows


def write_file(path: Path, count: int, start: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for at in range(start, start + count, 50_000):
            writer.writerows(make_rows(min(50_000, start + count - at), at))


def load_reference() -> None:
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org import operations as org
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.foundation.rulebook import operations as rulebook

    host = Actor.host(*HOST_CAPABILITIES)
    rulebook.load_reference(actor=host)
    org.load_reference(actor=host)


def import_file(path: Path, laps: "Laps", prefix: str = "") -> Any:
    """What `tongjian import entities` does."""
    from tongjian.foundation.exchange.operations import receive_batch
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.supervision.registry.operations import apply_entities, stage_entities

    host = Actor.host(*HOST_CAPABILITIES)
    with path.open("rb") as file:
        batch = receive_batch(actor=host, dataset="entities", file=file, file_name=path.name)
    with laps.lap(f"{prefix}stage"):
        stage_entities(actor=host, batch_id=batch.pk)
    with laps.lap(f"{prefix}apply"):
        batch = apply_entities(actor=host, batch_id=batch.pk)
    assert batch.accepted == batch.rows == batch.created + batch.unchanged
    return batch


class Laps:
    """Seconds by name, one or several of each."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    @contextmanager
    def lap(self, name: str) -> Any:
        began = time.perf_counter()
        yield
        self.times.setdefault(name, []).append(time.perf_counter() - began)

    def medians(self) -> dict[str, float]:
        return {name: round(statistics.median(values), 3) for name, values in self.times.items()}


def validate_columns(path: Path, laps: Laps) -> None:
    from tongjian.foundation.exchange.queries import limits
    from tongjian.foundation.exchange.reading import open_table
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.supervision.registry import queries
    from tongjian.supervision.registry.columns import Seen, propose, validate

    reference = queries.reference_for(Actor.host(*HOST_CAPABILITIES))
    with path.open("rb") as file:
        sheet = open_table(file, limits(on_host=True))
        tables = list(sheet.pieces)
    mapping, seen = propose(sheet.header), Seen()
    with laps.lap("columns_validate"):
        for table in tables:
            assert not [one for one in validate(table, mapping, reference, seen).findings if one.severity == "reject"]


def pydantic_line() -> Callable[[Row], Any]:
    from pydantic import BaseModel, Field, field_validator

    from tongjian.pure.codes import uscc_problem

    class Line(BaseModel):
        name: str = Field(min_length=1, max_length=200)
        uscc: str
        established_on: date
        organisation_type: str = Field(max_length=100)
        registered_capital: str = Field(max_length=60)
        business_scope: str
        province: str
        region: str
        address: str = Field(max_length=400)

        @field_validator("uscc")
        @classmethod
        def right(cls, value: str) -> str:
            if problem := uscc_problem(value):
                raise ValueError(problem)
            return value

        @field_validator("established_on")
        @classmethod
        def past(cls, value: date) -> date:
            if value > TODAY:
                raise ValueError("future")
            return value

    names = list(Line.model_fields)
    return lambda row: Line(**dict(zip(names, row, strict=True)))


TODAY = date.today()


def bulk_upsert(lines: Sequence[Any]) -> None:
    """Django's own: `bulk_create(update_conflicts=True)` for the same four tables. The keys are made from the code, so
    that it need not look anything up."""
    from django.db import transaction
    from django.utils import timezone

    from tongjian.supervision.registry.models import Entity, Identifier, Premises

    now = timezone.now()
    entities = [
        Entity(
            id=uuid5(NAMESPACE_OID, line.uscc), name=line.name, search_name=line.name, kind="enterprise",
            uscc=line.uscc,
            region_id="140105", address=line.address, organisation_type=line.organisation_type,
            registered_capital=line.registered_capital, business_scope=line.business_scope,
            established_on=line.established_on, created_at=now, updated_at=now,
        )
        for line in lines
    ]  # fmt: skip
    numbers = [Identifier(id=one.pk, entity=one, kind="uscc", value=one.uscc) for one in entities]
    premises = [Premises(id=one.pk, entity=one, address=one.address, region_id=one.region_id) for one in entities]
    facts = ["name", "search_name", "address", "organisation_type", "registered_capital", "business_scope",
             "established_on", "updated_at"]  # fmt: skip
    with transaction.atomic():
        for rows, fields in ((entities, facts), (numbers, ["value"]), (premises, ["address"])):
            model: Any = type(rows[0])
            model.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=1000
            )
        _bulk_provenance(entities, now)


def _bulk_provenance(entities: Sequence[Any], now: Any) -> None:
    from tongjian.foundation.exchange.models import Batch
    from tongjian.supervision.registry.models import Provenance

    batch = Batch.objects.order_by("created_at").first()
    fields = ["address", "business_scope", "established_on", "kind", "name", "organisation_type", "region"]
    Provenance.objects.bulk_create(
        [Provenance(entity=one, batch=batch, row=row, fields=fields, at=now) for row, one in enumerate(entities)],
        update_conflicts=True, unique_fields=["entity", "batch", "row"], update_fields=["fields", "at"],
        batch_size=1000,
    )  # fmt: skip


def raw_copy(batch: Any) -> float:
    """Seconds of nothing but COPY of what the batch made into tables of the same shape and indexes."""
    from django.db import connection

    made = f"(SELECT subject_id::uuid FROM exchange_stagedrow WHERE batch_id = '{batch.pk}')"
    keys = {"registry_entity": "id", "registry_identifier": "entity_id", "registry_premises": "entity_id",
            "registry_provenance": "entity_id"}  # fmt: skip
    seconds = 0.0
    with connection.cursor() as cursor:
        for table, key in keys.items():
            cursor.execute(f"CREATE TABLE bench_copy (LIKE {table} INCLUDING ALL)")
            with cursor.copy(f"COPY (SELECT * FROM {table} WHERE {key} IN {made}) TO STDOUT") as out:
                content = b"".join(bytes(piece) for piece in out)
            began = time.perf_counter()
            with cursor.copy("COPY bench_copy FROM STDIN") as copy:
                copy.write(content)
            seconds += time.perf_counter() - began
            cursor.execute("DROP TABLE bench_copy")
    return seconds


def take_turns(folder: Path, rows: int, rounds: int, start: int) -> dict[str, float]:
    from django.db import connection

    laps, line = Laps(), pydantic_line()
    for _ in range(rounds):
        path = folder / "turn.csv"
        write_file(path, rows, start)
        validate_columns(path, laps)
        batch = import_file(path, laps, "columns_first_")
        import_file(path, laps, "columns_again_")
        if connection.vendor == "postgresql":
            laps.times.setdefault("raw_copy", []).append(raw_copy(batch))
        theirs = make_rows(rows, start + rows)
        with laps.lap("pydantic_validate"):
            lines = [line(row) for row in theirs]
        for what in ("first", "again"):
            with laps.lap(f"bulk_create_{what}"):
                bulk_upsert(lines)
        start += 2 * rows
    return laps.medians()


def measure_size(folder: Path, size: int, start: int) -> dict[str, Any]:
    path, laps = folder / "size.csv", Laps()
    write_file(path, size, start)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    import_file(path, laps)
    seconds = laps.medians()
    return {"rows": size, **seconds, "rows_per_second": round(size / sum(seconds.values())), "peak_mib": _peak()}


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[50_000, 500_000, 1_000_000])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with scratch_home() as home:
        from django.db import connection

        load_reference()
        vendor, start = connection.vendor, 0
        medians = take_turns(home, arguments.rows, arguments.rounds, start)
        start += 2 * arguments.rows * arguments.rounds
        sizes = []
        for size in arguments.sizes:
            sizes.append(measure_size(home, size, start))
            start += size
    name = "import_entities" if vendor == "sqlite" else f"import_entities_{vendor}"
    report(name, {"engine": vendor, "rows": arguments.rows, **medians, **ratios(medians), **growth(sizes)})
    return 0


def ratios(seconds: dict[str, float]) -> dict[str, float]:
    ours = {what: seconds[f"columns_{what}_stage"] + seconds[f"columns_{what}_apply"] for what in ("first", "again")}
    theirs = {what: seconds["pydantic_validate"] + seconds[f"bulk_create_{what}"] for what in ("first", "again")}
    found = {"validate_times_faster": seconds["pydantic_validate"] / seconds["columns_validate"]}
    for what in ("first", "again"):
        found[f"upsert_{what}_times_faster"] = seconds[f"bulk_create_{what}"] / seconds[f"columns_{what}_apply"]
        found[f"whole_{what}_times_faster"] = theirs[what] / ours[what]
    if "raw_copy" in seconds:
        found["apply_times_raw_copy"] = seconds["columns_first_apply"] / seconds["raw_copy"]
    return {name: round(value, 1) for name, value in found.items()}


def growth(sizes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """`exponent`: 1.0 when twice the rows take twice the time."""
    if len(sizes) < 2:
        return {"sizes": list(sizes)}
    first, last = sizes[0], sizes[-1]
    times = (last["stage"] + last["apply"]) / (first["stage"] + first["apply"])
    return {"sizes": list(sizes), "exponent": round(math.log(times) / math.log(last["rows"] / first["rows"]), 2)}


if __name__ == "__main__":
    raise SystemExit(main())
