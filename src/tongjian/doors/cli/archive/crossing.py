"""From one engine to the other, value by value, by the declared type of the column.

Only what both engines store differently is translated; a table that only one of them has (a search index, made again
by its own migration) is left out.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.dateparse import parse_duration

Translate = Callable[[Any], Any]

_TO_POSTGRES: Mapping[str, Translate] = {
    "uuid": UUID,
    "bool": bool,
    "timestamptz": lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC),
    "interval": lambda number: timedelta(microseconds=number),
    "numeric": str,
    "bytea": bytes,
}


def _microseconds(text: str) -> int | str:
    """An interval became a whole number; what is one already stays."""
    if re.fullmatch(r"-?\d+", text):
        return text
    length = parse_duration(text)
    assert length is not None, text
    return length // timedelta(microseconds=1)


_TO_SQLITE: Mapping[str, Translate] = {
    "char(32)": lambda text: text.replace("-", ""),
    "bool": lambda text: int(text == "t"),
    "datetime": lambda text: str(datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)),
    "blob": lambda text: bytes.fromhex(text.removeprefix("\\x")),
    "bigint": _microseconds,
}

_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = re.compile(r"\\(.)")


@contextmanager
def opened(source: Path) -> Iterator[sqlite3.Connection]:
    """The copy in the archive, for reading."""
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as old:
        yield old


def shared_columns(old: sqlite3.Connection, table: str, wanted: Mapping[str, str]) -> list[str]:
    """Columns that the old table and the new one both have; none where there was no such table."""
    return [name for name in _sqlite_types(old, table) if name in wanted]


def _sqlite_types(database: sqlite3.Connection, table: str) -> dict[str, str]:
    """Declared type of each column that is no generated one, without its brackets unless it is a UUID's."""
    rows = database.execute(f'pragma table_info("{table}")').fetchall()
    return {
        name: kind if (kind := declared.lower()) == "char(32)" else kind.split("(")[0]
        for _, name, declared, *_ in rows
    }


def rows_for_postgres(old: sqlite3.Connection, table: str, types: Mapping[str, str]) -> Iterator[list[Any]]:
    translate = [_TO_POSTGRES.get(kind) for kind in types.values()]
    names = ", ".join(f'"{name}"' for name in types)
    for row in old.execute(f'select {names} from "{table}"'):
        yield [
            change(value) if change and value is not None else value
            for change, value in zip(translate, row, strict=True)
        ]


def fill_sqlite(target: BaseDatabaseWrapper, folder: Path, columns: Mapping[str, Sequence[str]]) -> None:
    """Fills the tables of a new SQLite from COPY's text files. Triggers are put aside meanwhile."""
    target.close()  # the next connection starts outside a transaction, where foreign keys can be switched off
    target.ensure_connection()
    database: sqlite3.Connection = target.connection
    database.execute("pragma foreign_keys = off")
    database.execute("begin immediate")
    triggers = database.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in triggers:
        database.execute(f'drop trigger "{name}"')
    for table, names in columns.items():
        _fill_table(database, table, names, folder / table)
    for _, statement in triggers:
        database.execute(statement)
    broken = database.execute("pragma foreign_key_check").fetchall()
    assert not broken, broken[:3]
    database.execute("commit")
    target.close()


def _fill_table(database: sqlite3.Connection, table: str, names: Sequence[str], source: Path) -> None:
    types = _sqlite_types(database, table)
    if not types:
        return
    translate = [_TO_SQLITE.get(types[name]) for name in names]
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    database.execute(f'delete from "{table}"')
    with source.open(encoding="utf-8", newline="\n") as lines:
        rows = (
            [_value(text, change) for text, change in zip(line[:-1].split("\t"), translate, strict=True)]
            for line in lines
        )
        database.executemany(f'insert into "{table}" ({listed}) values ({marks})', rows)


def _value(text: str, change: Translate | None) -> Any:
    """One field of COPY's text format: \\N is nothing, backslashes escape."""
    if text == r"\N":
        return None
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
    return change(text) if change else text
