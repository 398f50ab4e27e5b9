"""A backup is one moment, whoever writes meanwhile; what is restored is that moment, whole or not at all."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.doors.cli.installations import ask, in_process
from tongjian.doors.cli import restore
from tongjian.doors.cli.archive import database
from tongjian.doors.cli.archive.lock import Lock, unlock
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.supervision.registry.choices import EntityKind
from tongjian.supervision.registry.models import Entity

pytestmark = pytest.mark.django_db(transaction=True)

# Another process: one row and its entry per transaction, and a seal now and then, until it is told to end.
WRITER = """
import itertools, sys, django
django.setup()
from django.db import connection, transaction
connection.settings_dict["NAME"] = sys.argv[1]
from django.utils import timezone
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger import actions
from tongjian.foundation.ledger.operations import seal_entries
from tongjian.foundation.ledger.trail import record
actions.declare("writer.wrote", "试写")
for number in itertools.count():
    with transaction.atomic():
        row = Schedule.objects.create(name=f"w{number}", next_run_at=timezone.now())
        record(Actor.host(), "writer.wrote", row)
    if number % 7 == 0:
        seal_entries(actor=Actor.host("ledger.seal"))
    if number == 20:
        print("writing", flush=True)
"""


@pytest.fixture
def writer():
    command = [sys.executable, "-c", WRITER, str(connection.settings_dict["NAME"])]
    environment = {**os.environ, "PYTHONPATH": f"src{os.pathsep}."}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "writing\n"
        yield process
        process.kill()


@pytest.fixture
def entities():
    now, kind = timezone.now(), EntityKind.ENTERPRISE
    return Entity.objects.bulk_create(
        Entity(name=f"甲\t乙\\{number}", search_name="", kind=kind, created_at=now, updated_at=now)
        for number in range(3)
    )


@pytest.fixture
def archive(tongjian, tmp_path):
    assert tongjian("backup", "--out", tmp_path / "b.tar.gz", "--json")[0] == 0
    return tmp_path / "b.tar.gz"


def test_a_backup_under_writing_restores_one_whole_moment(tongjian, entities, writer, elsewhere, tmp_path):
    code, _, err = tongjian("backup", "--out", tmp_path / "b.tar.gz", "--json")
    still_writing, written = writer.poll() is None, Entry.objects.count()
    writer.kill()
    writer.wait()
    assert (code, still_writing) == (0, True), err

    in_process(elsewhere, "restore", tmp_path / "b.tar.gz")

    verified = in_process(elsewhere, "ledger", "verify")
    entries = ask(elsewhere, "select subject_id, at, data from ledger_entry where action = 'writer.wrote'")
    assert verified["intact"] and verified["pending"] == 0
    assert 20 <= len(entries) <= written and verified["size"] == len(entries) + 1
    assert {name for name, *_ in entries} == {n for (n,) in ask(elsewhere, "select name from kernel_schedule")}
    assert ask(elsewhere, "select action from ledger_entry order by id desc limit 1") == [("home.restored",)]
    assert sorted(ask(elsewhere, "select name from registry_entity")) == sorted((entity.name,) for entity in entities)


@pytest.fixture
def indexed(entities, tongjian):
    """Everybody is in the search's index, and nobody waits for it."""
    assert tongjian("entity", "reindex", "--json")[0] == 0


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the other engine is there when the tests run on PostgreSQL")
def test_a_backup_crosses_to_the_other_engine_and_back(entities, indexed, archive, elsewhere, tmp_path):
    small = {**elsewhere, "DATABASE_URL": "", "TONGJIAN_HOME": str(tmp_path / "small")}

    in_process(small, "restore", archive)
    assert in_process(small, "ledger", "verify")["intact"]
    # The index cannot cross: everybody is found by looking at the names, until it is made there.
    assert in_process(small, "entity", "reindex", "--pending")["entities"] == len(entities)
    assert in_process(small, "backup", "--out", tmp_path / "again.tar.gz")
    in_process(elsewhere, "restore", tmp_path / "again.tar.gz")

    assert in_process(elsewhere, "ledger", "verify")["intact"]
    assert in_process(elsewhere, "entity", "reindex", "--pending")["entities"] == len(entities)
    columns = "select id, name, kind, region_id, created_at, established_on from registry_entity order by id"
    with connection.cursor() as cursor:
        cursor.execute(columns)
        assert ask(elsewhere, columns) == cursor.fetchall()


class Broken(Exception):
    pass


def break_down(*_arguments, **_options):
    raise Broken


@pytest.fixture
def empty_home(monkeypatch, tmp_path):
    """A home without anything, and what `database` did to the database (which is the one of the tests)."""
    home, done = tmp_path / "new", []
    home.mkdir()
    monkeypatch.setattr(settings, "TONGJIAN_HOME", home)
    monkeypatch.setattr(database, "is_empty", lambda: True)
    monkeypatch.setattr(database, "load", lambda *_: done.append("load"))
    monkeypatch.setattr(database, "wipe", lambda: done.append("wipe"))
    return home, done


def test_a_restore_that_breaks_down_leaves_nothing(archive, empty_home, monkeypatch):
    home, done = empty_home
    monkeypatch.setattr(restore, "bring_up_to_date", break_down)

    with pytest.raises(Broken):
        restore.restore.callback(file=archive, passphrase_file=None)

    assert (list(home.iterdir()), done) == ([], ["load", "wipe"])


def test_a_restore_that_was_killed_is_cleared_by_the_next(archive, empty_home, monkeypatch):
    home, done = empty_home
    (home / restore.UNFINISHED).touch()
    (home / "files").mkdir()
    (home / "files" / "half.jpg").write_bytes(b"x")
    monkeypatch.setattr(restore, "answer", lambda data, sentence: done.append("answered"))

    restore.restore.callback(file=archive, passphrase_file=None)

    assert done == ["wipe", "load", "answered"]
    assert not (home / "files" / "half.jpg").exists() and not (home / restore.UNFINISHED).exists()


def test_files_of_somebody_are_never_restored_over(archive, empty_home):
    home, done = empty_home
    (home / "files").mkdir()
    (home / "files" / "mine.txt").write_text("x")

    with pytest.raises(RuleViolated, match="已有数据"):
        restore.restore.callback(file=archive, passphrase_file=None)
    assert done == [] and (home / "files" / "mine.txt").exists()


def test_keys_under_a_passphrase_come_back_only_with_it(tongjian, tmp_path):
    (tmp_path / "口令").write_text("一句足够长的备份口令。\n第二行不算", "utf-8")
    (tmp_path / "wrong").write_text("另一句足够长的备份口令。")
    code, said, _ = tongjian(
        "backup", "--out", tmp_path / "b.tar.gz", "--passphrase-file", tmp_path / "口令", "--json"
    )
    assert (code, said["error"]["code"] if "error" in said else "") == (1, "passphrase_short")
    (tmp_path / "口令").write_text("一句足够足够长的备份口令。\n第二行不算", "utf-8")
    code, said, _ = tongjian(
        "backup", "--out", tmp_path / "b.tar.gz", "--passphrase-file", tmp_path / "口令", "--json"
    )
    assert (code, said["keys_encrypted"]) == (0, True)

    manifest = restore.unpack(tmp_path / "b.tar.gz", tmp_path / "out")
    closed = (tmp_path / "out/home/keys/ledger.key").read_bytes()
    for wrong, code in (("", "passphrase_missing"), ("另一句足够长的备份口令。", "passphrase_wrong")):
        with pytest.raises(RuleViolated) as refused:
            unlock(tmp_path / "out", manifest.lock, wrong)
        assert refused.value.code == code
    unlock(tmp_path / "out", manifest.lock, "一句足够足够长的备份口令。")

    own = (settings.TONGJIAN_HOME / "keys" / "ledger.key").read_bytes()
    assert (tmp_path / "out/home/keys/ledger.key").read_bytes() == own
    assert own not in closed


def test_an_encrypted_key_cannot_pass_for_another():
    lock = Lock.new("一句足够足够长的备份口令。")

    with pytest.raises(RuleViolated):
        lock.open("home/keys/field-2.key", lock.close("home/keys/field-1.key", b"secret"))
