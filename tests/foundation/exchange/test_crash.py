"""What a kill -9 leaves behind. `python -m bench.crash` kills two hundred times, on either engine."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tongjian.foundation.kernel.encryption import make_field_key
from tongjian.foundation.ledger.keys import make_log_key

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(db, tmp_path):
    """A home of its own with an empty, migrated database."""
    if connection.vendor != "sqlite":
        pytest.skip("copies the file of the database; bench.crash does it on PostgreSQL")
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name)) as mine, closing(sqlite3.connect(tmp_path / "tongjian.sqlite3")) as copy:
        mine.backup(copy)
    make_field_key(tmp_path / "keys")
    make_log_key(tmp_path, origin="crash.tongjian.local")
    return tmp_path


def test_killed_at_any_moment_of_import_seal_and_delivery_nothing_is_lost_and_nothing_doubled(home):
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "DATABASE_URL": ""}
    environment |= {"TONGJIAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tongjian.config.settings"}
    command = [sys.executable, "-m", "bench.crash", "--home", str(home), "--times", "4", "--rows", "400"]

    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["kills"] == 4
