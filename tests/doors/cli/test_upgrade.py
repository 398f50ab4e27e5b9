"""An installation of the previous release, with data in every table, becomes one of this release."""

import json
import subprocess
import sys

import pytest

from tests.doors.cli.installations import change

pytestmark = pytest.mark.django_db(transaction=True)

# Columns that a release took away or rewrote on purpose, as "table.column". A column that vanishes unnamed is a loss.
ON_PURPOSE: set[str] = set()
SEALED_MEANWHILE = "ledger_pending"
NEVER_FILLED = {"ledger_delivery", "ledger_verificationrun"}


@pytest.fixture
def upgraded(elsewhere):
    """What the process said: the answer of `ledger verify`, and the contents before and after."""
    command, environment = (
        [sys.executable, "tests/doors/cli/previous_release.py"],
        {**elsewhere, "PYTHONPATH": "src:."},
    )
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    _, verified, report = map(json.loads, done.stdout.splitlines())
    return verified, report


def losses(before, after):
    return [
        f"{table}.{column} of {key}"
        for table, rows in before.items()
        if table != SEALED_MEANWHILE
        for key, row in rows.items()
        for column, value in row.items()
        if f"{table}.{column}" not in ON_PURPOSE
        if after.get(table, {}).get(key, {}).get(column) != value
    ]


def test_an_upgrade_keeps_every_row_every_guard_and_the_ledger(upgraded, elsewhere):
    verified, report = upgraded

    assert report["codes"] == [0, 0]
    assert {table for table, rows in report["before"].items() if not rows} == NEVER_FILLED
    assert losses(report["before"], report["after"]) == []
    assert verified["intact"] and verified["pending"] == 0
    assert verified["size"] >= len(report["before"]["ledger_entry"]) > 300
    for statement in ("update ledger_entry set via = 'x'", "delete from ledger_leaf", "delete from ledger_checkpoint"):
        with pytest.raises(Exception, match="存证只增"):
            change(elsewhere, statement)
