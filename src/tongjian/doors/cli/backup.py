"""`tongjian backup`: one file from which the installation can be made again."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import connection

from tongjian import __version__
from tongjian.doors.cli.answer import answer, json_option, note
from tongjian.doors.cli.archive import database
from tongjian.doors.cli.archive.manifest import KEPT, NAME, Manifest
from tongjian.doors.cli.chinese import command
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.operations import seal_entries


@command("backup")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="备份文件（默认当前目录，以时间命名）。")
@json_option
def backup(out: Path | None) -> None:
    """备份数据库、文件、密钥和检查点；不停止运行中的程序。备份文件含密钥，请妥善保管。"""
    now = datetime.now(UTC)
    target = (out or Path(f"tongjian-{now.astimezone():%Y%m%d-%H%M%S}.tar.gz")).resolve()
    if target.exists():
        raise RuleViolated("file_exists", f"{target} 已存在，请换一个文件名。")
    if database.is_empty():
        raise RuleViolated("nothing_to_back_up", "数据库是空的：还没有运行 tongjian init。")
    seal_entries(actor=Actor.host("ledger.seal"))  # a backup holds no entry that its checkpoints do not cover
    part = target.with_name(target.name + ".part")
    try:
        manifest = write_backup(part, now)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    size = target.stat().st_size
    answer(
        {"file": str(target), "bytes": size, "parts": len(manifest.parts), "tables": manifest.tables},
        f"已备份到 {target}（{size / 1e6:.1f} MB，{len(manifest.parts)} 个文件）。",
    )


def write_backup(path: Path, now: datetime) -> Manifest:
    """Checkpoints go in before the database and files after it: nothing in the copy is newer than what it rests on."""
    manifest = Manifest(connection.vendor, __version__, now.isoformat(), database.applied_migrations())
    before, after = KEPT[:2], KEPT[2:]
    with (
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw,
        tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar,
    ):
        _add_home(tar, before, manifest)
        with tempfile.TemporaryDirectory(dir=path.parent) as name:
            note("复制数据库 …")
            manifest.tables = database.dump(Path(name))
            for source in sorted(Path(name).iterdir()):
                _add(tar, source, f"database/{source.name}", manifest)
        note("复制文件 …")
        _add_home(tar, after, manifest)
        _add_manifest(tar, manifest)
    return manifest


def _add_home(tar: tarfile.TarFile, names: tuple[str, ...], manifest: Manifest) -> None:
    for source in _files(names):
        _add(tar, source, f"home/{source.relative_to(settings.TONGJIAN_HOME)}", manifest)


def _files(names: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        path = settings.TONGJIAN_HOME / name
        candidates = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (candidate for candidate in candidates if candidate.is_file())


def _add(tar: tarfile.TarFile, source: Path, name: str, manifest: Manifest) -> None:
    with source.open("rb") as file:
        manifest.parts[name] = hashlib.file_digest(file, "sha256").hexdigest()
    tar.add(source, name, recursive=False)


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    content = manifest.to_json()
    member = tarfile.TarInfo(NAME)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))
