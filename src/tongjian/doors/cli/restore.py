"""`tongjian restore`: makes an installation from a backup, in a home and a database that hold nothing yet."""

import hashlib
import os
import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import IO

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tongjian.doors.cli.answer import answer, json_option, note
from tongjian.doors.cli.archive import database
from tongjian.doors.cli.archive.manifest import KEPT, NAME, Manifest
from tongjian.doors.cli.chinese import command
from tongjian.foundation.kernel.errors import RuleViolated

_BLOCK = 1 << 20
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def restore(file: Path) -> None:
    """从备份 FILE 恢复。目标由 TONGJIAN_HOME 和 DATABASE_URL 指定，必须是空的；备份先整体核对，再写入。"""
    home = settings.TONGJIAN_HOME
    if (home / "initialised").exists() or not database.is_empty():
        raise RuleViolated("home_in_use", f"{home} 或其数据库已有数据；请用 TONGJIAN_HOME 指定一个新目录。")
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as name:
        unpacked = Path(name)
        note("核对备份 …")
        manifest = unpack(file, unpacked)
        _require_fitting(manifest)
        note("写入数据库 …")
        database.load(unpacked / "database", manifest.migrations)
        _move_home(unpacked / "home", home)
    call_command("migrate", interactive=False, verbosity=0)
    answer(
        {"file": str(file), "home": str(home), "made_at": manifest.made_at, "parts": len(manifest.parts)},
        f"已恢复到 {home}（备份时间 {manifest.made_at}）。可运行 tongjian ledger verify 核对台账。",
    )


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
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError) as error:
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


def _require_fitting(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        wanted = ENGINES.get(manifest.engine, manifest.engine)
        raise RuleViolated("other_engine", f"备份来自 {wanted}，当前数据库是 {ENGINES[connection.vendor]}。")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        sentence = f"备份来自更新的版本 {manifest.version}（{unknown[0]} 等 {len(unknown)} 项结构本程序不认识）。"
        raise RuleViolated("newer_backup", sentence)


def _move_home(source: Path, home: Path) -> None:
    """What the new home made for itself meanwhile (its signing key) gives way to what was backed up."""
    for name in KEPT:
        if (source / name).exists():
            if (home / name).is_dir():
                shutil.rmtree(home / name)
            (source / name).replace(home / name)
