"""The state machine of the interlock against its oracle, as long as one likes.

    python -m bench.interlock [--steps 100000] [--length 40] [--seed 1]

Runs `tests/supervision/inspections/interlock` on a database in memory, example after example, until so many acts have
been tried, and prints how often each was done and refused. The first disagreement ends it, with the shortest story
that leads there.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from bench.measure import report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--length", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tongjian-bench-") as home:
        _begin(home)
        started = time.perf_counter()
        disagreement = run(arguments.steps, arguments.length, arguments.seed)
        seconds = time.perf_counter() - started
    from tests.supervision.inspections.interlock.machine import STEPS

    figures = {"steps": sum(STEPS.values()), "disagreements": int(bool(disagreement)), "seconds": round(seconds)}
    report("interlock", figures | {"acts": dict(sorted(STEPS.items()))})
    if disagreement:
        print(disagreement)
    return int(bool(disagreement))


def _begin(home: str) -> None:
    os.environ["TONGJIAN_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongjian.config.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = ":memory:"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from django.core.management import call_command

    from bench.import_entities import load_reference
    from tests.supervision.inspections.interlock.machine import Interlock, World
    from tongjian.foundation.kernel.encryption import make_field_key
    from tongjian.foundation.ledger.keys import make_log_key

    call_command("migrate", verbosity=0)
    make_field_key(Path(home) / "keys")
    make_log_key(Path(home), origin="bench.tongjian.local")
    load_reference()
    Interlock.world = World()


def run(steps: int, length: int, seed: int) -> str:
    """Rounds of examples, each with a seed of its own. What they disagree about, or nothing."""
    from hypothesis import HealthCheck, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    from tests.supervision.inspections.interlock.machine import STEPS, Interlock

    many = settings(
        max_examples=100,
        stateful_step_count=length,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    while sum(STEPS.values()) < steps:
        seed += 1
        story = seeded(seed)(type("Interlock", (Interlock,), {}))
        try:
            run_state_machine_as_test(story, settings=many)
        except AssertionError as wrong:
            return "\n".join([str(wrong), *getattr(wrong, "__notes__", ())])
    return ""


if __name__ == "__main__":
    raise SystemExit(main())
