"""Files of feeds: which are complete, and where they go when they are dealt with."""

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from tongjian.foundation.exchange.models import Feed

QUIET = 60
"""Seconds in which a file without a marker must not have changed, from one look to another."""
_PIECE = 1 << 20
MARKER = ".done"
_GROWING = (".part", ".partial", ".tmp", ".filepart", ".crdownload", MARKER)
"""Names of files that their writer is going to rename, and of markers."""


def path_of(feed: Feed) -> Path:
    return Path(settings.TONGJIAN_HOME) / "feeds" / feed.agency.code / feed.folder


def complete_files(feed: Feed, now: datetime) -> Iterator[Path]:
    """Those with a marker beside them, and those that have not changed for a while; `feed.looks` then says what is
    still to be watched. Links are not followed."""
    folder, looks = path_of(feed), {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            facts = path.lstat()
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(facts.st_mode) or path.name.startswith(".") or path.name.lower().endswith(_GROWING):
            continue
        seen: list[Any] = [facts.st_size, facts.st_mtime_ns]
        before = feed.looks.get(path.name, [])
        since = before[2] if before[:2] == seen else now.timestamp()
        if marker_of(path).exists() or now.timestamp() - since >= QUIET:
            yield path
        else:
            looks[path.name] = [*seen, since]
    feed.looks = looks


def marker_of(path: Path) -> Path:
    return path.with_name(path.name + MARKER)


def open_file(path: Path) -> IO[bytes]:
    """Never what a link points to. Raises OSError."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")


def digest_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def put_away(path: Path, folder: str, sha256: str, now: datetime) -> None:
    """Moves the file with these bytes to `done` or `failed` beside it; other bytes under the same name stay."""
    try:
        with open_file(path) as file:
            is_same = digest_of(file) == sha256
    except FileNotFoundError:
        return
    if not is_same:
        return
    target = path.parent / folder
    target.mkdir(exist_ok=True)
    path.rename(target / f"{now:%Y%m%d-%H%M%S}-{sha256[:8]}-{path.name}")
    marker_of(path).unlink(missing_ok=True)
