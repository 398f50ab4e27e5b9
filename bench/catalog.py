"""The list of items: a file of 5,000 against row by row, and the pages over 20,000 items × 130 places.

    python -m bench.catalog [--rows 5000] [--items 20000] [--places 130] [--rounds 3]

Row by row: each row looks its item and newest version up, compares, and saves, in one transaction, without the
preview, the staged rows, the findings, the Merkle tree and the ledger that an import also makes. Both are timed on a
new file and on one in which every tenth row changed. The pages are timed as queries with their rows; SQLite only (the
adoptions are made in plain SQL).
"""

import argparse
import csv
import io
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.import_entities import load_reference
from bench.measure import interleaved, report, scratch_home

HEAD = ("部门代码", "抽查事项名称", "抽查依据", "抽查比例", "抽查频次", "监管流程", "编制区划代码")
PAGE, DEEP = 50, 100


def file_of(rows: int, lap: str, *, is_changed: bool = False) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for number in range(rows):
        ratio = "不低于10%" if is_changed and number % 10 == 0 else "不低于5%"
        name = f"样例事项{lap}之{number}"
        writer.writerow(("SCJG", name, "《样例法》第一条", ratio, "每年1次", "计划、检查、公示", "140000"))
    return out.getvalue().encode()


def columnar(content: bytes) -> None:
    """Preview, then acceptance: what `tongjian import items` does with and without --preview."""
    from django.core.files.base import ContentFile

    from tongjian.foundation.exchange.operations import receive_batch
    from tongjian.foundation.exchange.queries import limits
    from tongjian.foundation.exchange.reading import read_table
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.supervision.catalog import operations, queries

    host = Actor.host(*HOST_CAPABILITIES)
    queries.preview_table(host, read_table(io.BytesIO(content), limits()))
    batch = receive_batch(actor=host, dataset="items", file=ContentFile(content), file_name="清单.csv")
    operations.stage_items(actor=host, batch_id=batch.pk)
    operations.apply_items(actor=host, batch_id=batch.pk)


def row_by_row(content: bytes) -> None:
    from django.db import transaction
    from django.utils import timezone

    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org.models import Region
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.supervision.catalog.models import Item, ItemVersion
    from tongjian.supervision.catalog.operations._codes import new_code

    host = Actor.host(*HOST_CAPABILITIES)
    fields = {"legal_basis": 2, "ratio_text": 3, "frequency_text": 4, "process": 5}
    region = Region.objects.get(pk="140000")
    with transaction.atomic():
        for row in list(csv.reader(io.StringIO(content.decode())))[1:]:
            item = Item.objects.filter(agency_kind=row[0], name=row[1], sub_name="", region=region).first()
            if item is None:
                code = new_code(host, row[0])
                item = Item.objects.create(code=code, agency_kind_id=row[0], name=row[1], region=region,
                                           level=region.level, created_at=timezone.now())  # fmt: skip
            version = item.versions.order_by("-number").first() or ItemVersion(item=item, number=1)
            if version._state.adding or any(getattr(version, name) != row[at] for name, at in fields.items()):
                for name, at in fields.items():
                    setattr(version, name, row[at])
                version.save()


def time_imports(rows: int, rounds: int) -> dict[str, float]:
    """Sums of the medians of a new and a changed file."""
    seconds: dict[str, list[float]] = {"columnar": [], "row_by_row": []}
    contenders: dict[str, Callable[[bytes], None]] = {"columnar": columnar, "row_by_row": row_by_row}
    for lap in range(rounds):
        for name, act in contenders.items():
            new, changed = file_of(rows, f"{name}{lap}"), file_of(rows, f"{name}{lap}", is_changed=True)
            started = time.perf_counter()
            act(new)
            act(changed)
            seconds[name].append(time.perf_counter() - started)
    return {name: sorted(values)[len(values) // 2] for name, values in seconds.items()}


def fill(items: int, places: int) -> None:
    """Items of fifteen departments published by the province and adopted by every place."""
    from django.db import connection
    from django.utils import timezone

    from tongjian.foundation.org.models import Agency, AgencyKind, Region
    from tongjian.supervision.catalog.models import Item, ItemVersion

    kinds = list(AgencyKind.objects.filter(is_enforcer=True).order_by("code").values_list("code", flat=True)[:15])
    regions = [Region(code=f"15{number:04}", name=f"样例县{number}", level="county") for number in range(places)]
    Region.objects.bulk_create(regions)
    Region.objects.bulk_create([Region(code="150000", name="样例省", level="province")], ignore_conflicts=True)
    for region in regions:
        Agency.objects.bulk_create(Agency(code=f"{region.pk}-{kind}", kind_id=kind, region=region,
                                          name=f"{region.name}{kind}") for kind in kinds)  # fmt: skip
    now, day = timezone.now(), timezone.localdate()
    for start in range(0, items, 5000):
        batch = [Item(code=f"BENCH-{number}", agency_kind_id=kinds[number % 15], name=f"样例{number}",
                      region_id="150000", level="province", created_at=now)
                 for number in range(start, min(items, start + 5000))]  # fmt: skip
        Item.objects.bulk_create(batch)
        ItemVersion.objects.bulk_create(ItemVersion(item=item, number=1, state="published", legal_basis="《样例法》",
                                                    subject="样例", published_at=now, valid_from=day)
                                        for item in batch)  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into catalog_adoption (id, item_id, agency_id, choice, state, reason, chosen_at, valid_from)
            select lower(hex(randomblob(16))), item.id, agency.id, 'adopt', 'published', '', %s, %s
            from org_agency agency join catalog_item item on item.agency_kind_id = agency.kind_id
            where agency.region_id like '15%%' and item.code like 'BENCH-%%'
            """,
            [now, day],
        )
        cursor.execute("analyze")


def time_pages(rounds: int) -> dict[str, Any]:
    from django.core.paginator import Paginator
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tongjian.doors.face.keyset import keyset_page
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.supervision.catalog import queries
    from tongjian.supervision.catalog.models import Adoption

    actor = Actor.system("bench", "catalog.view")
    rows = queries.published_versions(actor, region="150001")
    cursor = ""
    for _ in range(DEEP):
        cursor = keyset_page(rows, order=("item__code",), cursor=cursor, size=PAGE).next_cursor or cursor

    def counting() -> Sequence[Any]:
        page = Paginator(rows, PAGE).get_page(DEEP)
        return [*page, page.paginator.count]

    medians = interleaved(
        {
            "keyset_page": lambda: list(keyset_page(rows, order=("item__code",), cursor=cursor, size=PAGE)),
            "counting_page": counting,
            "figures_province": lambda: queries.quality_figures(actor),
            "figures_department": lambda: queries.quality_figures(actor, agency_kind="SCJG"),
            "figures_place": lambda: queries.quality_figures(actor, region="150001"),
        },
        rounds,
    )
    with CaptureQueriesContext(connection) as seen:
        queries.quality_figures(actor)
    return {**medians, "figures_queries": len(seen), "adoptions": Adoption.objects.count(),
            "keyset_times_faster": round(medians["counting_page"] / medians["keyset_page"], 1)}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, size in (("rows", 5000), ("items", 20_000), ("places", 130), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=size)
    given = parser.parse_args()
    with scratch_home():
        load_reference()
        imports = time_imports(given.rows, given.rounds)
        times = round(imports["row_by_row"] / imports["columnar"], 1)
        fill(given.items, given.places)
        pages = time_pages(given.rounds)
    sizes = {"rows": given.rows, "items": given.items, "places": given.places}
    report("catalog", {**sizes, **imports, "import_times_faster": times, **pages})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
