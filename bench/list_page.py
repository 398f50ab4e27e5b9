"""A filtered list page over many entities: keyset against counting pages, both as whole requests without the network.

    python -m bench.list_page [--rows 200000] [--rounds 7]

The rival is Django's Paginator (count and OFFSET) with the same filter, columns and template on page 400.
"""

import argparse

from bench.measure import interleaved, report, scratch_home

PAGE = 50
DEEP = 400


def fill(rows: int) -> None:
    from django.utils import timezone

    from tongjian.foundation.org.models import Region
    from tongjian.supervision.registry.models import Entity

    Region.objects.bulk_create(Region(code=code, name=code, level="county") for code in ("140105", "140106"))
    now = timezone.now()
    for start in range(0, rows, 20_000):
        Entity.objects.bulk_create(
            Entity(
                name=f"样例企业{number}",
                search_name=f"样例企业{number}",
                kind="enterprise",
                region_id="140105" if number % 4 else "140106",
                created_at=now,
                updated_at=now,
            )
            for number in range(start, min(start + 20_000, rows))
        )


def measure(rounds: int) -> dict[str, float]:
    from django.core.paginator import Paginator

    from tongjian.doors.face.keyset import keyset_page
    from tongjian.supervision.registry.models import Entity

    rows = Entity.objects.filter(region="140105").select_related("region").order_by("-id")
    cursor = ""
    for _ in range(DEEP):
        cursor = keyset_page(rows, order=("-id",), cursor=cursor, size=PAGE).next_cursor

    def by_keyset() -> int:
        return len(list(keyset_page(rows, order=("-id",), cursor=cursor, size=PAGE)))

    def by_counting() -> int:
        page = Paginator(rows, PAGE).get_page(DEEP)
        return len(list(page)) + page.paginator.count

    return interleaved({"keyset": by_keyset, "counting": by_counting}, rounds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with scratch_home():
        fill(arguments.rows)
        medians = measure(arguments.rounds)
    times = round(medians["counting"] / medians["keyset"], 1)
    report("list_page", {"rows": arguments.rows, **medians, "keyset_times_faster": times})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
