"""A backup is complete, is made again exactly, and is refused when anything about it is wrong."""

import gzip
import io
import json
import tarfile

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tests.doors.cli.installations import in_process
from tongjian.doors.cli.archive.manifest import FORMAT, NAME, Manifest
from tongjian.doors.cli.restore import unpack
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger import actions
from tongjian.foundation.ledger.trail import record

pytestmark = pytest.mark.django_db(transaction=True)
ODD_NAME = "制表\t反斜线\\换行\n"
actions.declare("backup.probed", "试备份")


@pytest.fixture
def archive(tongjian, tmp_path):
    """A backup of a home with one odd row, its entry in the ledger, and one file."""
    with transaction.atomic():
        row = Schedule.objects.create(name=ODD_NAME, next_run_at=timezone.now())
        record(Actor.host(), "backup.probed", row)
    picture = settings.TONGJIAN_HOME / "files" / "现场" / "照片.jpg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"\xff\xd8")
    assert tongjian("backup", "--out", tmp_path / "b.tar.gz", "--json")[0] == 0
    picture.unlink()
    return tmp_path / "b.tar.gz"


def rewrite(archive, change):
    """The archive with its members changed: {name: bytes} → {name: bytes}."""
    with tarfile.open(archive) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar if member.isfile()}
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in change(members).items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def test_what_is_restored_elsewhere_is_what_was_backed_up(archive, elsewhere, tmp_path):
    in_process(elsewhere, "restore", archive)

    assert (tmp_path / "elsewhere/files/现场/照片.jpg").read_bytes() == b"\xff\xd8"
    verified = in_process(elsewhere, "ledger", "verify")
    assert (verified["intact"], verified["size"]) == (True, 2), "the probe, and the restore itself"
    assert in_process(elsewhere, "migrate") == {"applied": []}
    again = in_process(elsewhere, "backup", "--out", tmp_path / "again.tar.gz")
    with tarfile.open(archive) as tar:
        before = Manifest.from_json(tar.extractfile(NAME).read()).tables
    grown = {"ledger_entry", "ledger_leaf", "ledger_checkpoint"}
    assert again["tables"] == {table: rows + (table in grown) for table, rows in before.items()}


def test_a_backup_holds_database_and_files_and_is_private(archive, tmp_path):
    manifest = unpack(archive, tmp_path / "out")

    assert (tmp_path / "out/home/files/现场/照片.jpg").read_bytes() == b"\xff\xd8"
    assert any(part.startswith("database/") for part in manifest.parts)
    assert "kernel.0001_initial" in manifest.migrations
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_backup_never_overwrites_a_file(archive, tongjian):
    code, answer, _ = tongjian("backup", "--out", archive, "--json")

    assert (code, answer["error"]["code"]) == (1, "file_exists")


def test_a_home_in_use_is_never_restored_over(archive, tongjian):
    code, answer, _ = tongjian("restore", archive, "--json")

    assert (code, answer["error"]["code"]) == (1, "home_in_use")


@pytest.mark.parametrize(
    "change",
    [
        lambda members: {**members, "home/files/现场/照片.jpg": b"other"},
        lambda members: {**members, "home/keys/more.key": b"x"},
        lambda members: {name: members[name] for name in members if name != NAME},
        lambda members: {name: members[name] for name in members if not name.startswith("database/")},
        lambda members: {"../outside": b"x", **members},
        lambda members: {"home/../../outside": b"x", **members},
        lambda members: {"/outside": b"x", **members},
        lambda members: {**members, NAME: b"{}"},
        lambda members: {**members, NAME: json.dumps({**json.loads(members[NAME]), "format": FORMAT + 1}).encode()},
        lambda members: {**members, NAME: b"[]"},
    ],
    ids=[
        "changed",
        "added",
        "no manifest",
        "no database",
        "above",
        "hidden above",
        "root",
        "empty",
        "newer format",
        "list",
    ],  # fmt: skip
)
def test_a_backup_that_was_tampered_with_is_refused(archive, tmp_path, change):
    rewrite(archive, change)

    with pytest.raises(RuleViolated, match="备份|清单"):
        unpack(archive, tmp_path / "out")
    assert not list(tmp_path.parent.rglob("outside"))


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", gzip.compress(b"no tar")], ids=["empty", "zip", "gzip"])
def test_any_other_file_is_refused(tmp_path, raw):
    (tmp_path / "b.tar.gz").write_bytes(raw)

    with pytest.raises(RuleViolated):
        unpack(tmp_path / "b.tar.gz", tmp_path / "out")


def test_a_truncated_backup_is_refused(archive, tmp_path):
    archive.write_bytes(archive.read_bytes()[:-200])

    with pytest.raises(RuleViolated, match="不是完整的备份"):
        unpack(archive, tmp_path / "out")


def test_a_backup_of_the_first_release_is_still_read():
    raw = {"engine": "sqlite", "version": "0.1", "made_at": "2026-11-01", "migrations": [], "parts": {}, "format": 1}

    assert Manifest.from_json(json.dumps({**raw, "tables": {}}).encode()).lock == {}


def test_a_manifest_survives_its_own_text():
    manifest = Manifest(
        "sqlite", "1", "2026-01-01", ["a.1"], {"t": 1}, {"t": ["id"]}, {"home/甲": "00"}, {"kdf": "scrypt"}
    )

    assert Manifest.from_json(manifest.to_json()) == manifest
