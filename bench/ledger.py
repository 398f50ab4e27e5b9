"""What the ledger adds to an operation, and what sealing in batches gains.

    python -m bench.ledger [--entries 2000] [--rounds 5]

`operation` creates users one by one (capability, rules, one row) and records each; `bare` does the same without
`record`. `batched` writes as many entries in one transaction as `single` writes in one transaction each.
"""

import argparse
from collections.abc import Callable

from bench.measure import interleaved, report, scratch_home


def overhead(rounds: int) -> dict[str, float]:
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.org import operations
    from tongjian.foundation.org.operations import load_reference
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.foundation.rulebook.operations import load_reference as load_rules

    host = Actor.host(*HOST_CAPABILITIES)
    load_rules(actor=host)
    load_reference(actor=host)
    module = __import__("tongjian.foundation.org.operations.create_user", fromlist=["record"])
    real, counter = module.record, iter(range(10**9))

    def create(record: Callable[..., object]) -> Callable[[], None]:
        def run() -> None:
            module.record = record
            for _ in range(50):
                operations.create_user(actor=host, username=f"bench-{next(counter)}", name="样例")
            module.record = real

        return run

    medians = interleaved({"operation": create(real), "bare": create(lambda *_, **__: None)}, rounds)
    return {**medians, "ledger_share": round(medians["operation"] / medians["bare"] - 1, 3)}


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
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with scratch_home():
        figures = {**overhead(arguments.rounds), **batching(arguments.entries, arguments.rounds)}
    report("ledger", figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
