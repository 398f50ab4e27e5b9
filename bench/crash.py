"""kill -9 at random moments of import, seal and delivery; then the work goes on, and nothing is lost or doubled.

    python -m bench.crash [--times 200] [--rows 3000] [--seed 1] [--home FOLDER]

Each round a process imports a file of its own, says events, seals the ledger and delivers the events; it is killed and
started again until it ends by itself. Then everything is counted. DATABASE_URL is respected when given; `--home` names
a folder with a migrated database and keys, else a fresh one is made. On a throw-away PostgreSQL:

    python scripts/postgres.py sh -c 'DATABASE_URL="$TEST_DATABASE" exec python -m bench.crash --times 60'
"""

import argparse
import contextlib
import csv
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from bench.import_entities import HEAD, load_reference, make_rows
from bench.measure import report, scratch_home

EVENTS = 20
PIECE, AT_ONCE = 500, 250
"""Small, so that a kill may meet many transactions."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path)
    arguments = parser.parse_args()
    with _home(arguments.home):
        load_reference()
        deliver()
        counts = Crashes(arguments.rows, random.Random(arguments.seed)).run(arguments.times)
    if arguments.home is None:
        from django.db import connection

        name = "crash" if connection.vendor == "sqlite" else f"crash_{connection.vendor}"
        report(name, {"engine": connection.vendor, **counts})
    else:
        print(json.dumps(counts))
    return 0


@contextlib.contextmanager
def _home(home: Path | None) -> Any:
    if home is None:
        with scratch_home() as made:
            yield made
        return
    os.environ["TONGJIAN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongjian.config.settings")
    import django

    django.setup()
    yield home


@dataclass
class Crashes:
    """Runs rounds until enough processes were killed."""

    rows: int
    chance: random.Random
    kills: int = 0
    rounds: int = 0
    usual: float = 2.0
    """Seconds a round takes when nobody disturbs it; learnt."""

    def run(self, times: int) -> dict[str, Any]:
        while self.kills < times:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "名录.csv"
                file.write_bytes(content_of(self.rounds, self.rows))
                self._until_done(file, times)
            self.rounds += 1
            check(self.rounds, self.rows)
        return {"kills": self.kills, "rounds": self.rounds, "rows": self.rows, "lost": 0, "doubled": 0}

    def _until_done(self, file: Path, times: int) -> None:
        while True:
            began, child = time.monotonic(), _start(file)
            patience = self.chance.uniform(0, self.usual) if self.kills < times else 600
            status = _wait(child, patience)
            if status is None:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                self.kills += 1
                continue
            if status:
                raise SystemExit(f"a process that was not killed ended with {status}")
            self.usual = max(0.2, time.monotonic() - began)
            return


def _start(file: Path) -> int:
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work(file)
            os._exit(0)
        except BaseException as failure:  # noqa: BLE001 — a child never returns into its parent
            sys.stderr.write(f"{type(failure).__name__}: {failure}\n")
            os._exit(1)
    return child


def _wait(child: int, seconds: float) -> int | None:
    """How it ended, or None when it still runs."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    return None


def content_of(number: int, rows: int) -> bytes:
    """New enterprises, a tenth of the last round's under another address, a wrong code and a repeated row."""
    mine = [list(row) for row in make_rows(rows, number * rows)]
    old = [list(row) for row in make_rows(rows // 10, (number - 1) * rows)] if number else []
    for row in old:
        row[8] += "甲"
    wrong = [[*mine[0][:1], mine[0][1][:-1], *mine[0][2:]]]
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *mine, *old, *wrong, mine[1]])
    return text.getvalue().encode()


def work(file: Path) -> None:
    """What `tongjian import entities` and the worker do, from wherever an earlier process was killed."""
    from django.conf import settings

    from tongjian.foundation.exchange import queries
    from tongjian.foundation.exchange.choices import BatchState
    from tongjian.foundation.exchange.operations import receive_batch
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.ledger.operations import seal_entries
    from tongjian.foundation.org.roles import HOST_CAPABILITIES
    from tongjian.supervision.registry.operations import apply_entities, stage_entities

    settings.TONGJIAN_SUBSCRIBERS = "bench.crash.SUBSCRIBERS"
    _declare()
    sys.modules[stage_entities.__module__].PIECE = PIECE  # type: ignore[attr-defined]
    sys.modules["tongjian.foundation.exchange.operations.apply_columns"].AT_ONCE = AT_ONCE  # type: ignore[attr-defined]
    host = Actor.host(*HOST_CAPABILITIES)
    batch = _batch_of(file)
    if batch is None:
        with file.open("rb") as handle:
            batch = receive_batch(actor=host, dataset="entities", file=handle, file_name=file.name)
    if batch.state in (BatchState.RECEIVED, BatchState.STAGING):
        stage_entities(actor=host, batch_id=batch.pk)
    if batch.state != BatchState.APPLIED:
        batch = apply_entities(actor=host, batch_id=batch.pk)
    assert queries.findings_of(batch).exists()
    _say(host, batch)
    seal_entries(actor=Actor.system("bench", "ledger.seal"))
    deliver()


def deliver() -> None:
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.ledger.operations import deliver_events

    deliver_events(actor=Actor.system("bench", "ledger.deliver"))


def _batch_of(file: Path) -> Any:
    import hashlib

    from tongjian.foundation.exchange.models import Batch

    return Batch.objects.filter(sha256=hashlib.sha256(file.read_bytes()).hexdigest()).first()


def _say(host: Any, batch: Any) -> None:
    """Entries with an event each, every one in a transaction of its own."""
    from django.db import transaction

    from tongjian.foundation.ledger.models import Entry
    from tongjian.foundation.ledger.trail import publish, record

    for number in range(EVENTS):
        with transaction.atomic():
            if not Entry.objects.filter(
                action="bench.said", subject_id=batch.pk, data=f'{{"number":{number}}}'
            ).exists():
                publish(record(host, "bench.said", batch, number=number), Said(str(batch.pk), number))


def _declare() -> None:
    from tongjian.foundation.ledger import actions

    for name in ("bench.said", "bench.heard"):
        if name not in {action.name for action in actions.declared()}:
            actions.declare(name, name, "number")


@dataclass(frozen=True)
class Said:
    batch: str
    number: int
    name: ClassVar[str] = "bench.said"


def hear(payload: Mapping[str, Any]) -> None:
    """The handler: what it writes belongs to the transaction of the delivery."""
    from tongjian.foundation.exchange.models import Batch
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.ledger.trail import record

    _declare()
    record(Actor.system("bench"), "bench.heard", Batch.objects.get(pk=payload["batch"]), number=payload["number"])


SUBSCRIBERS = {"bench.said": [hear]}


def check(rounds: int, rows: int) -> None:
    """Counts everything there is; raises AssertionError with what is wrong."""
    from django.db.models import Count

    from tongjian.foundation.exchange import queries
    from tongjian.foundation.exchange.models import Batch, Finding, StagedRow
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.ledger.choices import DeliveryState
    from tongjian.foundation.ledger.keys import log_key
    from tongjian.foundation.ledger.models import Delivery, Entry, Leaf
    from tongjian.foundation.ledger.operations import seal_entries
    from tongjian.foundation.ledger.verification import verify_log
    from tongjian.supervision.registry.models import Entity, Identifier, Premises, Provenance

    batches = list(Batch.objects.order_by("created_at"))
    assert len(batches) == rounds
    old = [0, *[rows // 10] * (rounds - 1)]
    for batch, updated in zip(batches, old, strict=True):
        counts = (batch.created, batch.updated, batch.unchanged, batch.rejected)
        assert counts == (rows, updated, 1, 1), counts
        assert batch.root == queries.root_of_changes(batch)
        assert Finding.objects.filter(batch=batch, severity="reject").count() == 1
    made = rounds * rows
    updated = sum(old)
    assert StagedRow.objects.count() == StagedRow.objects.exclude(subject_id="").count() == made + updated + rounds
    for model in (Entity, Identifier, Premises):
        assert model.objects.count() == made, model
    assert Provenance.objects.count() == made + updated
    for action in ("received", "staged", "applied"):
        assert Entry.objects.filter(action=f"exchange.batch_{action}").count() == rounds, action
    heard = Entry.objects.filter(action="bench.heard").values("subject_id", "data").annotate(times=Count("id"))
    assert [row["times"] for row in heard] == [1] * EVENTS * rounds
    undone = Delivery.objects.exclude(state=DeliveryState.DELIVERED).values_list("error", flat=True)
    assert not undone, list(undone)
    assert Delivery.objects.filter(event="bench.said").count() == EVENTS * rounds
    seal_entries(actor=Actor.system("bench", "ledger.seal"))
    verified = verify_log(log_key().vkey, iter(()))
    assert verified.is_intact, verified.problems
    assert Leaf.objects.count() == Entry.objects.count()


if __name__ == "__main__":
    raise SystemExit(main())
