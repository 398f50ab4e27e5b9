"""Each misconfiguration has its line: what is wrong and what to do."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.doors.cli.test_outages import lost
from tongjian.config import environment
from tongjian.doors.cli.backup import LAST
from tongjian.doors.cli.certificates import CA_DAYS, SERVER_DAYS, server_certificate
from tongjian.doors.cli.examination import database, host, running
from tongjian.doors.cli.examination.finding import GOOD, WARNING, WRONG
from tongjian.foundation.kernel import jobs
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger.models import Entry, Pending, SigningKey

__all__ = ["lost"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An initialised home of its own."""
    monkeypatch.setattr(settings, "TONGJIAN_HOME", tmp_path)
    (tmp_path / "keys").mkdir(mode=0o700)
    for name in ("ledger.key", "ledger.vkey", "field-1.key"):
        (tmp_path / "keys" / name).touch(0o600)
    (tmp_path / "initialised").touch()
    return tmp_path


def put_entry(at):
    facts = {"action": "x.y", "via": "cli", "subject_kind": "x", "subject_id": "1", "data": "{}"}
    Pending.objects.create(entry=Entry.objects.create(at=at, **facts))


def test_a_healthy_home_has_nothing_to_remedy(home):
    looks = (host.home, host.keys, host.disk, host.time_zone, host.certificate, database.structure, database.ledger)

    assert [(look().level, look().remedy) for look in looks] == [(GOOD, "")] * len(looks)


def test_a_missing_key_and_an_open_folder_are_seen(home):
    (home / "keys").chmod(0o755)
    assert (host.keys().level, "chmod 700" in host.keys().remedy) == (WARNING, True)
    (home / "keys" / "field-1.key").unlink()
    assert (host.keys().level, "field-1.key" in host.keys().sentence) == (WRONG, True)


def test_a_later_key_of_the_log_that_is_missing_is_seen(home):
    SigningKey.objects.create(number=2, vkey="test+1", at=timezone.now())
    assert (host.keys().level, "ledger-2.key" in host.keys().sentence) == (WRONG, True)
    (home / "keys" / "ledger-2.key").touch(0o600)
    assert host.keys().level == GOOD


def test_a_full_disk_is_seen(home, monkeypatch):
    monkeypatch.setattr(host, "FREE_BYTES", 1 << 60)
    assert (host.disk().level, "清理" in host.disk().remedy) == (WRONG, True)


def test_a_port_is_free_ours_or_taken(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        number = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))
        assert host.port().level == GOOD
        other.listen()
        monkeypatch.setattr(host, "_is_ours", lambda number: False)
        assert (host.port().level, f"PORT={number + 1}" in host.port().remedy) == (WARNING, True)
        monkeypatch.setattr(host, "_is_ours", lambda number: True)
        assert (host.port().level, "正在运行" in host.port().sentence) == (GOOD, True)
    monkeypatch.setenv("PORT", "80000")
    assert host.port().level == WRONG


@pytest.mark.parametrize(
    ("days", "level"), [(0, GOOD), (SERVER_DAYS - 5, WARNING), (SERVER_DAYS + 1, WRONG), (CA_DAYS + 1, WRONG)]
)
def test_a_certificate_tells_how_long_it_lasts(home, time_machine, days, level):
    server_certificate(home / "keys" / "tls", "jianguan.example")
    time_machine.move_to(timezone.now() + timedelta(days=days))

    assert host.certificate().level == level


def test_open_hosts_debugging_and_missing_mail_are_named(monkeypatch):
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    assert "TONGJIAN_HOSTS" in host.site().remedy and "TONGJIAN_MAIL" in host.mail().remedy
    monkeypatch.setattr(settings, "DEBUG", True)
    assert host.site().level == WRONG


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's version")
def test_an_old_sqlite_is_seen(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 27, 2))
    assert (database.database().level, "3.31" in database.database().remedy) == (WRONG, True)


def test_a_clock_that_went_backwards_or_differs_from_the_database_is_seen(monkeypatch):
    assert database.clock().level == GOOD
    monkeypatch.setattr(database, "_now_of_database", lambda now: now + timedelta(minutes=5))
    assert (database.clock().level, "5 分钟" in database.clock().sentence) == (WRONG, True)
    put_entry(timezone.now() + timedelta(hours=1))
    assert "早" in database.clock().sentence


def test_nobody_working_late_jobs_and_entries_left_open_are_seen():
    assert (running.workers().level, "tongjian serve" in running.workers().remedy) == (WARNING, True)
    jobs.show_life("w")
    assert running.workers().level == GOOD
    Schedule.objects.create(name="late", next_run_at=timezone.now() - timedelta(hours=1))
    put_entry(timezone.now() - timedelta(hours=1))
    assert "1 项定时任务" in running.workers().sentence and "1 条" in running.sealing().sentence


@pytest.mark.parametrize(
    ("today", "level"), [(date(2026, 6, 1), GOOD), (date(2026, 12, 1), WARNING), (date(2027, 1, 4), WRONG)]
)
def test_a_calendar_that_ends_is_announced(reference, time_machine, today, level):
    time_machine.move_to(today)
    assert running.calendar().level == level


def test_a_backup_that_was_never_made_or_long_ago_is_announced(home):
    assert "还没有备份过" in running.backups().sentence
    for days, level in ((1, GOOD), (8, WARNING)):
        at = timezone.now() - timedelta(days=days)
        (home / LAST).write_text(json.dumps({"at": at.isoformat(), "file": "/backup/b.tar.gz", "bytes": 1}))
        assert running.backups().level == level


@pytest.mark.django_db(transaction=True)
def test_without_its_database_the_doctor_still_answers_once_with_every_line(tongjian, lost):
    code, answer, _ = tongjian("doctor", "--json")

    assert (code, answer["healthy"], len(answer["findings"])) == (1, False, 20)
    [line] = [finding for finding in answer["findings"] if finding["name"] == "数据库"]
    assert line["level"] == WRONG and "DATABASE_URL" in line["remedy"]


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("url", ["mysql://u:secret@h/db", "no address", "postgres://u:secret@h:port/db"])
def test_an_address_that_is_none_is_refused_without_repeating_it(url, tmp_path):
    own = {**os.environ, "PYTHONPATH": "src", "DATABASE_URL": url, "TONGJIAN_HOME": str(tmp_path)}
    own["DJANGO_SETTINGS_MODULE"] = "tongjian.config.settings"
    done = subprocess.run([sys.executable, "-m", "tongjian", "doctor"], env=own, capture_output=True, text=True)

    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr and "secret" not in done.stderr and "Traceback" not in done.stderr


def test_a_mail_server_is_read_from_one_address(monkeypatch):
    monkeypatch.setenv("TONGJIAN_MAIL", "smtp+tls://jian%40guan:p%3Aw@mail.example")
    found = environment.mail("TONGJIAN_MAIL")
    assert (found.host, found.port, found.user, found.password) == ("mail.example", 587, "jian@guan", "p:w")
    assert (found.starts_tls, found.is_tls) == (True, False)
