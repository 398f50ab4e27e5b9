"""What hangs on a clause, over 20,000 items: as many queries as for a clause that nothing hangs on; linking them all.

    python -m bench.clauses [--items 20000] [--rounds 3]

Every item cites an article of the shipped 行政处罚法 (each is cited by about 230) and one statute that is unknown.
"""

import argparse
import time
from typing import Any

from bench.catalog import fill
from bench.import_entities import load_reference
from bench.measure import interleaved, report, scratch_home

ARTICLES = 86


def link() -> float:
    """Seconds of linking every item of the list for the first time."""
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.supervision.catalog.models import ItemVersion
    from tongjian.supervision.catalog.operations import link_clauses

    versions = list(ItemVersion.objects.order_by("pk"))
    for number, version in enumerate(versions):
        version.legal_basis = f"《行政处罚法》第{number % ARTICLES + 1}条；《样例法》第一条"
    ItemVersion.objects.bulk_update(versions, ["legal_basis"], batch_size=300)
    started = time.perf_counter()
    link_clauses(actor=Actor.host(*HOST_CAPABILITIES))
    return time.perf_counter() - started


def queries_of(code: str) -> tuple[int, int]:
    """How many queries one answer takes, and how many items it names."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        found = ask(code)
    return len(seen), len(found.versions)


def ask(code: str) -> Any:
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.supervision.catalog.queries import affected

    return affected(Actor.host(*HOST_CAPABILITIES), code)


def measured(items: int, rounds: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with scratch_home():
        from tongjian.foundation.kernel.actor import Actor
        from tongjian.foundation.org.roles import HOST_CAPABILITIES
        from tongjian.foundation.rulebook.operations import load_statutes

        load_reference()
        load_statutes(actor=Actor.host(*HOST_CAPABILITIES))
        fill(items, 1)
        figures["link_seconds"] = link()
        queries, found = queries_of("XZCFF-2021:42")
        few, fewer = queries_of("AQSCF-2021:1")
        figures |= {"queries": queries, "found": found, "queries_of_none": few, "found_of_none": fewer}
        figures |= interleaved({"clause": lambda: ask("XZCFF-2021:42"), "statute": lambda: ask("XZCFF-2021")}, rounds)
    return {**figures, "is_constant": queries == few}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    figures = measured(given.items, given.rounds)
    report("clauses", {"items": given.items, **figures})
    return 0 if figures["is_constant"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
