"""`tongjian backup`: one file from which the installation can be made again."""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click
from django.conf import settings
from django.db import connection

from tongjian import __version__
from tongjian.doors.cli.answer import answer, json_option, note
from tongjian.doors.cli.archive import database
from tongjian.doors.cli.archive.lock import FOLDER, Lock, read_passphrase
from tongjian.doors.cli.archive.manifest import KEPT, NAME, Manifest
from tongjian.doors.cli.chinese import command
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.operations import seal_entries

LAST = "last-backup.json"
"""In the home: when the last backup was made and where to; for `doctor`."""


@command("backup")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="备份文件（默认当前目录，以时间命名）。")
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="第一行为口令的文件：备份中的密钥用它加密（也可用环境变量 TONGJIAN_BACKUP_PASSPHRASE）。",
)
@json_option
def backup(out: Path | None, passphrase_file: Path | None) -> None:
    """备份数据库、文件、密钥和检查点；不停止运行中的程序。没有口令时备份含明文密钥，请妥善保管。"""
    now = datetime.now(UTC)
    target = (out or Path(f"tongjian-{now.astimezone():%Y%m%d-%H%M%S}.tar.gz")).resolve()
    if target.exists():
        raise RuleViolated("file_exists", f"{target} 已存在，请换一个文件名。")
    if not target.parent.is_dir():
        raise RuleViolated("no_folder", f"目录 {target.parent} 不存在，请先建立。")
    if database.is_empty():
        raise RuleViolated("nothing_to_back_up", "数据库是空的：还没有运行 tongjian init。")
    passphrase = read_passphrase(passphrase_file)
    lock = Lock.new(passphrase) if passphrase else None
    seal_entries(actor=Actor.host("ledger.seal"))  # a backup holds no entry that its checkpoints do not cover
    part = target.with_name(target.name + ".part")
    try:
        manifest = write_backup(part, now, lock)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    size = target.stat().st_size
    kept = {"at": now.isoformat(), "file": str(target), "bytes": size}
    (settings.TONGJIAN_HOME / LAST).write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    answer(
        {**kept, "parts": len(manifest.parts), "tables": manifest.tables, "keys_encrypted": bool(manifest.lock)},
        f"已备份到 {target}（{size / 1e6:.1f} MB，{len(manifest.parts)} 个文件，"
        f"密钥{'已加密' if manifest.lock else '未加密'}）。",
    )


def write_backup(path: Path, now: datetime, lock: Lock | None) -> Manifest:
    """Checkpoints go in before the database, keys and files after it: nothing in the copy is newer than what it rests
    on."""
    manifest = Manifest(connection.vendor, __version__, now.isoformat(), database.applied_migrations())
    manifest.lock = lock.terms if lock else {}
    before, after = KEPT[:1], KEPT[1:]
    with (
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw,
        tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar,
    ):
        _add_home(tar, before, manifest, lock)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".tongjian-backup-") as name:
            note("复制数据库 …")
            manifest.tables, manifest.columns = database.dump(Path(name))
            for source in sorted(Path(name).iterdir()):
                _add(tar, source, f"database/{source.name}", manifest)
        note("复制文件 …")
        _add_home(tar, after, manifest, lock)
        _add_bytes(tar, NAME, manifest.to_json())
    return manifest


def _add_home(tar: tarfile.TarFile, names: tuple[str, ...], manifest: Manifest, lock: Lock | None) -> None:
    for source in _files(names):
        name = f"home/{source.relative_to(settings.TONGJIAN_HOME)}"
        if lock and name.startswith(FOLDER):
            closed = lock.close(name, source.read_bytes())
            manifest.parts[name] = hashlib.sha256(closed).hexdigest()
            _add_bytes(tar, name, closed)
        else:
            _add(tar, source, name, manifest)


def _files(names: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        path = settings.TONGJIAN_HOME / name
        candidates = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (candidate for candidate in candidates if candidate.is_file())


class _Hashed:
    """Hashes what goes into the archive as it goes in: the file may grow or be replaced meanwhile."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


def _add(tar: tarfile.TarFile, source: Path, name: str, manifest: Manifest) -> None:
    """A file that has gone since it was listed (a temporary one of a running upload) is none of ours."""
    try:
        file = source.open("rb")
    except FileNotFoundError:
        return
    with file:
        hashed = _Hashed(file)
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=file), hashed)  # type: ignore[arg-type]  # only reads
    manifest.parts[name] = hashed.digest.hexdigest()


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))
