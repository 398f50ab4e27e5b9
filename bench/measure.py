"""What every bench on the database shares: a home of its own, interleaved rounds, a report."""

import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


@contextmanager
def scratch_home() -> Iterator[Path]:
    """A fresh home with an empty SQLite database and keys; DATABASE_URL is respected when given."""
    with tempfile.TemporaryDirectory(prefix="tongjian-bench-") as folder:
        os.environ["TONGJIAN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongjian.config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from tongjian.foundation.kernel.encryption import make_field_key
        from tongjian.foundation.ledger.keys import make_log_key

        call_command("migrate", verbosity=0)
        make_field_key(Path(folder) / "keys")
        make_log_key(Path(folder), origin="bench.tongjian.local")
        yield Path(folder)
        connection.close()


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each contender; they take turns, so that a slow minute hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        contender()
    for _ in range(rounds):
        for name, contender in contenders.items():
            started = time.perf_counter()
            contender()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in times.items()}


def report(name: str, figures: Mapping[str, Any]) -> None:
    """One line on stdout and the same in results/<name>.json."""
    machine = {"cpus": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    line = {"bench": name, **machine, **figures}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(line, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(line, ensure_ascii=False))
