"""The whole book as one file of reviewed tables: written out, read again, compared with what is in force here.

A zip of the tables of `reference/` (its README tells the columns) and `manifest.json` with the SHA-256 of each, so
that who reviewed a book can say which one. The same book is always the same bytes.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.rulebook.policies import visible_checks, visible_days, visible_parameters, visible_terms

FORMAT = "tongjian-rules/1"
MANIFEST = "manifest.json"
MAX_BYTES = 20_000_000
"""Of one table, unpacked: a hundred times the book of a province."""

Row = dict[str, str]

_TABLES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "parameters.csv": (visible_parameters, ("code", "scope_region", "scope_agency", "scope_industry", "valid_from")),
    "checks.csv": (visible_checks, ("code", "valid_from")),
    "dictionaries.csv": (visible_terms, ("dictionary", "code", "valid_from")),
    "calendar.csv": (visible_days, ("date",)),
}
_ALWAYS = date(1980, 1, 1).timetuple()[:6]  # the earliest a zip can say


@dataclass(frozen=True, slots=True)
class Departure:
    """A row that is not the same here and in the file; `here` or `there` is None where it is missing."""

    table: str
    key: tuple[str, ...]
    here: Row | None
    there: Row | None

    @property
    def is_coming(self) -> bool:
        """Whether it may be proposed: only values that are to begin. What held or holds is changed by nobody, and
        checks, terms and holidays come in another way."""
        row = self.there
        if self.table != "parameters.csv" or self.here is not None or row is None:
            return False
        return row["valid_from"] >= timezone.localdate().isoformat()

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """(column, here, there) of what differs in a row that both have."""
        if self.here is None or self.there is None:
            return []
        return [(name, old, self.there[name]) for name, old in self.here.items() if old != self.there[name]]


def write_book(actor: Actor) -> bytes:
    """Every rule of every time that the actor may read, as a zip."""
    tables = {name: _as_csv(_columns(name), _rows_here(actor, name)) for name in _TABLES}
    digests = {name: hashlib.sha256(text).hexdigest() for name, text in tables.items()}
    manifest = json.dumps({"format": FORMAT, "sha256": digests}, indent=1).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in {**tables, MANIFEST: manifest}.items():
            book.writestr(zipfile.ZipInfo(name, _ALWAYS), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read_book(content: bytes) -> dict[str, list[Row]]:
    """The tables of a file. Raises RuleViolated when it is no book or not the one its manifest speaks of."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = set(book.namelist())
            if missing := {*_TABLES, MANIFEST} - names:
                raise _wrong(f"缺少 {'、'.join(sorted(missing))}。")
            files = {name: _unpacked(book, name) for name in (*_TABLES, MANIFEST)}
        return _tables_of(files)
    except (zipfile.BadZipFile, UnicodeDecodeError, json.JSONDecodeError, csv.Error, EOFError) as error:
        raise _wrong("文件打不开或者已经损坏。") from error


def compare_book(actor: Actor, tables: Mapping[str, Sequence[Row]]) -> list[Departure]:
    """What the file says otherwise than the book here, table by table. Four queries."""
    return [
        Departure(name, key, here.get(key), there.get(key))
        for name, (_, columns) in _TABLES.items()
        for here, there in [(_by_key(_rows_here(actor, name), columns), _by_key(tables[name], columns))]
        for key in sorted({*here, *there})
        if here.get(key) != there.get(key)
    ]


def _tables_of(files: Mapping[str, bytes]) -> dict[str, list[Row]]:
    manifest = json.loads(files[MANIFEST])
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _wrong(f"不是 {FORMAT} 格式。")
    digests = manifest.get("sha256")
    tables = {}
    for name in _TABLES:
        if not isinstance(digests, dict) or hashlib.sha256(files[name]).hexdigest() != digests.get(name):
            raise _wrong(f"{name} 与清单的校验值不符，导出后被改过。请改用规则变更，或者重新导出。")
        tables[name] = _parsed(name, files[name])
    return tables


def _parsed(name: str, content: bytes) -> list[Row]:
    reader = csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True)
    if list(reader.fieldnames or ()) != _columns(name):
        raise _wrong(f"{name} 的列名不对，应为 {'、'.join(_columns(name))}。")
    rows = []
    for number, row in enumerate(reader, start=2):
        if None in row or None in row.values():
            raise _wrong(f"{name} 第 {number} 行的列数不对。")
        rows.append(dict(row))
    return rows


def _unpacked(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _wrong(f"{name} 太大。")
    return content


def _rows_here(actor: Actor, name: str) -> list[Row]:
    rows, key = _TABLES[name]
    columns = _columns(name)
    return [
        {column: _text(value) for column, value in zip(columns, values, strict=True)}
        for values in rows(actor).order_by(*key).values_list(*columns)
    ]


@cache
def _columns(name: str) -> list[str]:
    """As in the shipped table."""
    with resources.files("tongjian.foundation.rulebook").joinpath("reference", name).open(encoding="utf-8") as file:
        return next(csv.reader(file))


def _by_key(rows: Sequence[Row], columns: Sequence[str]) -> dict[tuple[str, ...], Row]:
    return {tuple(row[column] for column in columns): row for row in rows}


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _as_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _wrong(sentence: str) -> RuleViolated:
    return RuleViolated("book_wrong", f"这不是可用的规则库文件：{sentence}")
