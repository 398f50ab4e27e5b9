"""A file of entities: the columnar, set-based import against a row-by-row one, a first time and again.

    python -m bench.import_entities [--rows 10000] [--rounds 3]

The rival validates each row with pydantic and calls Django's `update_or_create` for the entity, its identifier and its
premises, all in one transaction. It is spared what the import also does: reading the file, places from addresses,
sources, findings, undo and the ledger.
"""

import argparse
import csv
import io
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

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


def load_reference() -> None:
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org import operations as org
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.foundation.rulebook import operations as rulebook

    host = Actor.host(*HOST_CAPABILITIES)
    rulebook.load_reference(actor=host)
    org.load_reference(actor=host)


def by_columns(rows: Sequence[Row]) -> None:
    from tongjian.foundation.exchange.operations import receive_batch
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.supervision.registry.operations import apply_entities, stage_entities

    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    host = Actor.host(*HOST_CAPABILITIES)
    file = io.BytesIO(text.getvalue().encode())
    batch = receive_batch(actor=host, dataset="entities", file=file, file_name="bench.csv")
    stage_entities(actor=host, batch_id=batch.pk)
    batch = apply_entities(actor=host, batch_id=batch.pk)
    assert batch.accepted == batch.created + batch.unchanged == len(rows)


def row_by_row() -> Callable[[Sequence[Row]], None]:
    from django.db import transaction
    from django.utils import timezone
    from pydantic import BaseModel, field_validator

    from tongjian.pure.codes import uscc_problem
    from tongjian.supervision.registry.models import Entity, Identifier, Premises

    class Line(BaseModel):
        name: str
        uscc: str
        established_on: date
        organisation_type: str
        registered_capital: str
        business_scope: str
        address: str

        @field_validator("uscc")
        @classmethod
        def right(cls, value: str) -> str:
            if problem := uscc_problem(value):
                raise ValueError(problem)
            return value

    def run(rows: Sequence[Row]) -> None:
        now = timezone.now()
        with transaction.atomic():
            for name, uscc, day, kind, capital, scope, _, _, address in rows:
                values: Any = {"name": name, "uscc": uscc, "established_on": day, "organisation_type": kind}
                line = Line(**values, registered_capital=capital, business_scope=scope, address=address)
                facts = {**line.model_dump(exclude={"uscc"}), "search_name": name, "kind": "enterprise"}
                entity, _ = Entity.objects.update_or_create(
                    uscc=line.uscc,
                    defaults={**facts, "updated_at": now},
                    create_defaults={**facts, "created_at": now, "updated_at": now},
                )
                Identifier.objects.update_or_create(
                    kind="uscc", value=line.uscc, valid_until=None, defaults={"entity": entity}
                )
                Premises.objects.update_or_create(entity=entity, is_main=True, defaults={"address": address})

    return run


def measure(count: int, rounds: int) -> dict[str, float]:
    """Medians of rounds in which both take turns, each with enterprises of its own."""
    contenders = {"columns": by_columns, "row_by_row": row_by_row()}
    times: dict[str, list[float]] = {f"{name}_{what}": [] for name in contenders for what in ("first", "again")}
    start = 0
    for _ in range(rounds):
        for name, contender in contenders.items():
            rows = make_rows(count, start)
            start += count
            for what in ("first", "again"):
                began = time.perf_counter()
                contender(rows)
                times[f"{name}_{what}"].append(time.perf_counter() - began)
    return {name: round(statistics.median(values), 3) for name, values in times.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with scratch_home():
        load_reference()
        medians = measure(arguments.rows, arguments.rounds)
    ratios = {
        f"{what}_times_faster": round(medians[f"row_by_row_{what}"] / medians[f"columns_{what}"], 1)
        for what in ("first", "again")
    }
    report("import_entities", {"rows": arguments.rows, **medians, **ratios})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
