"""What the ledger adds to an operation, and what sealing in batches gains.

    python -m bench.ledger [--entries 2000] [--rounds 5]

`smallest` creates users one by one (capability, rules, one row) and records each; `usual` drafts an item and hands it
in (locks, rules, several rows), with two entries. The `bare` of each does the same without `record`. `batched` writes
as many entries in one transaction as `single` writes in one transaction each.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from unittest import mock

from bench.measure import interleaved, report, scratch_home


def overhead(rounds: int) -> dict[str, float]:
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org import operations as org
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.foundation.rulebook.operations import load_reference as load_rules
    from tongjian.supervision.catalog import operations as catalog

    host = Actor.host(*HOST_CAPABILITIES)
    load_rules(actor=host)
    org.load_reference(actor=host)
    editor, counter = Actor.host("catalog.edit", "catalog.import", "catalog.view"), iter(range(10**9))
    text = catalog.ItemText(legal_basis="《样例法》第一条")

    def smallest() -> None:
        for _ in range(50):
            org.create_user(actor=host, username=f"bench-{next(counter)}", name="样例")

    def usual() -> None:
        for _ in range(20):
            drafted = catalog.draft_item(actor=editor, agency_kind="SCJG", name=f"样例{next(counter)}", text=text)
            catalog.submit_version(actor=editor, version_id=drafted.pk)

    medians = interleaved(
        {
            "smallest": smallest,
            "smallest_bare": without_record(smallest, "tongjian.foundation.org.operations.create_user"),
            "usual": usual,
            "usual_bare": without_record(
                usual,
                "tongjian.supervision.catalog.operations.draft_item",
                "tongjian.supervision.catalog.operations.submit_version",
            ),
        },
        rounds,
    )
    shares = {
        f"ledger_share_of_{name}": round(medians[name] / medians[f"{name}_bare"] - 1, 3)
        for name in ("smallest", "usual")
    }
    return {**medians, **shares}


def without_record(act: Callable[[], None], *modules: str) -> Callable[[], None]:
    def run() -> None:
        with ExitStack() as stack:
            for name in modules:
                # The module itself: the package of operations has the function of the same name.
                stack.enter_context(mock.patch.object(sys.modules[name], "record", lambda *_, **__: None))
            act()

    return run


def batching(entries: int, rounds: int) -> dict[str, float]:
    from django.db import transaction

    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.kernel.models import Schedule
    from tongjian.foundation.ledger.actions import declare
    from tongjian.foundation.ledger.operations import seal_entries
    from tongjian.foundation.ledger.trail import record

    declare("bench.noted", "样例", "n")
    actor, subject = Actor.host("ledger.seal"), Schedule(name="bench")

    def single() -> None:
        for number in range(entries):
            with transaction.atomic():
                record(actor, "bench.noted", subject, n=number)

    def batched() -> None:
        with transaction.atomic():
            for number in range(entries):
                record(actor, "bench.noted", subject, n=number)

    medians = interleaved({"single": single, "batched": batched}, rounds)
    sealed = interleaved({"seal": lambda: (batched(), seal_entries(actor=actor))}, 1)
    per_second = {f"{name}_per_second": round(entries / seconds) for name, seconds in medians.items()}
    return {**per_second, "batched_and_sealed_per_second": round(entries / sealed["seal"])}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    with scratch_home():
        figures = {**overhead(arguments.rounds), **batching(arguments.entries, arguments.rounds)}
    report("ledger", figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
