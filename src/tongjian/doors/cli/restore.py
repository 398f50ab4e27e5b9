"""`tongjian restore`: makes an installation from a backup, in a home and a database that hold nothing yet."""

import contextlib
import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import click
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from tongjian.doors.cli.answer import answer, json_option, note
from tongjian.doors.cli.archive import database
from tongjian.doors.cli.archive.lock import read_passphrase, unlock
from tongjian.doors.cli.archive.manifest import KEPT, NAME, Manifest, NewerFormat
from tongjian.doors.cli.chinese import command
from tongjian.doors.cli.migrate import bring_up_to_date
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.queries import latest_checkpoint
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.registry.operations import forget_search

_BLOCK = 1 << 20
UNFINISHED = ".restoring"
"""In the home while it is being filled: whoever finds it may take everything away again."""


@command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="第一行为备份口令的文件（也可用环境变量 TONGJIAN_BACKUP_PASSPHRASE）。",
)
@json_option
def restore(file: Path, passphrase_file: Path | None) -> None:
    """从备份 FILE 恢复。目标由 TONGJIAN_HOME 和 DATABASE_URL 指定，必须是空的；备份先整体核对，再写入。"""
    home = settings.TONGJIAN_HOME
    if (home / UNFINISHED).exists():
        note("清除上次未完成的恢复 …")
        _take_away(home)
    elif _is_in_use(home):
        raise RuleViolated("home_in_use", f"{home} 或其数据库已有数据；请用 TONGJIAN_HOME 指定一个新目录。")
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as name:
        unpacked = Path(name)
        note("核对备份 …")
        manifest = unpack(file, unpacked)
        _require_known(manifest)
        unlock(unpacked, manifest.lock, read_passphrase(passphrase_file))
        with _all_or_nothing(home):
            note("写入数据库 …")
            database.load(unpacked / "database", manifest)
            _move_home(unpacked / "home", home, KEPT[:-1])
            bring_up_to_date()
            if manifest.engine != connection.vendor:
                forget_search(actor=Actor.host(*HOST_CAPABILITIES))
            _record(manifest)
            _move_home(unpacked / "home", home, KEPT[-1:])
    answer(
        {
            "file": str(file),
            "home": str(home),
            "made_at": manifest.made_at,
            "engine": manifest.engine,
            "parts": len(manifest.parts),
        },
        f"已恢复到 {home}（备份时间 {manifest.made_at}）。可运行 tongjian ledger verify 核对台账。",
    )


def _is_in_use(home: Path) -> bool:
    """A key of the sessions is there as soon as any command has run; everything else is somebody's data."""
    own = [path for name in KEPT for path in [home / name, *(home / name).rglob("*")] if path.is_file()]
    return any(path.name != "django.key" for path in own) or not database.is_empty()


@contextlib.contextmanager
def _all_or_nothing(home: Path) -> Iterator[None]:
    """Whatever goes wrong in the block, home and database are empty again; a killed restore is cleared by the next."""
    (home / UNFINISHED).touch()
    try:
        yield
    except BaseException:
        _take_away(home)
        raise
    (home / UNFINISHED).unlink()


def _take_away(home: Path) -> None:
    database.wipe()
    for leftover in [*(home / name for name in KEPT), *home.glob(".restore-*")]:
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)
    (home / UNFINISHED).unlink(missing_ok=True)


def _record(manifest: Manifest) -> None:
    """The log goes on from here; that it was restored, and from what, is part of it."""
    newest = latest_checkpoint()
    if newest is None:
        return
    facts = {"made_at": manifest.made_at, "version": manifest.version, "engine": manifest.engine}
    digest = hashlib.sha256(manifest.to_json()).hexdigest()
    with transaction.atomic():
        record(Actor.host(), "home.restored", newest, **facts, manifest=digest)


def unpack(file: Path, folder: Path) -> Manifest:
    """Writes every part below the folder and holds it against the manifest; raises RuleViolated when one differs."""
    found: dict[str, str] = {}
    manifest = None
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                content = _content(tar, member)
                if member.name == NAME:
                    manifest = Manifest.from_json(content.read())
                else:
                    found[member.name] = _write(content, folder / member.name)
    except NewerFormat as newer:
        sentence = f"备份的格式（{newer}）来自更新的版本，本程序不认识；请用制作它的版本或更新的版本恢复。"
        raise RuleViolated("newer_backup", sentence) from newer
    except (tarfile.TarError, EOFError, ValueError, TypeError, zlib.error, gzip.BadGzipFile) as error:
        raise RuleViolated("backup_damaged", f"{file} 不是完整的备份文件（{error}）。") from error
    if manifest is None or manifest.parts != found:
        raise RuleViolated("backup_damaged", f"{file} 的内容与其清单不符，没有恢复任何数据。")
    return manifest


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    """Only plain files below the two known folders; a crafted archive gets nowhere else."""
    path = PurePosixPath(member.name)
    known = path.parts[:1] in (("home",), ("database",)) or member.name == NAME
    content = tar.extractfile(member) if member.isfile() and known and ".." not in path.parts else None
    if content is None:
        raise ValueError(member.name)
    return content


def _write(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while block := content.read(_BLOCK):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _require_known(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        sentence = f"备份来自更新的版本 {manifest.version}（{unknown[0]} 等 {len(unknown)} 项结构本程序不认识）。"
        raise RuleViolated("newer_backup", sentence)


def _move_home(source: Path, home: Path, names: tuple[str, ...]) -> None:
    """What the new home made for itself meanwhile (its key of sessions) gives way to what was backed up."""
    for name in names:
        if (source / name).exists():
            if (home / name).is_dir():
                shutil.rmtree(home / name)
            (source / name).replace(home / name)
