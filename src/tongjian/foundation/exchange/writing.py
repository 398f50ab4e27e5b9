"""Many rows at once, for the inner loop of an import: one prepared statement, no model machinery per row.

Rows are complete and right: no defaults of the database, no checks but those of the database. `insert_rows` and
`update_rows` take model instances and say the same SQL on SQLite and PostgreSQL; `insert_frame` and `update_frame`
take columns, for SQLite as one prepared statement, for PostgreSQL as COPY and as one UPDATE.

In a frame every value is as the database reads it from text: ids as 32 hexadecimal digits, moments as UTC without
zone, days as ISO, JSON as text.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

import polars as pl
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

_NULL = "\x01"
"""Stands for NULL in COPY; no text that is read can be this."""
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BigAutoField)


_ROOM = {"cache_size": -192 * 1024, "wal_autocheckpoint": 32_000}
_USUAL = {"cache_size": -2000, "wal_autocheckpoint": 1000}
"""The cache in KiB (said as a negative number), the journal in pages of 4 KiB before it is written back."""


@contextmanager
def roomy_cache() -> Iterator[None]:
    """While a large batch is written, SQLite keeps the inner pages of its indexes in memory instead of reading them
    again for every row, and writes a page that changes with every chunk back only now and then."""
    if connection.vendor != "sqlite":
        yield
        return
    _tune(_ROOM)
    try:
        yield
    finally:
        _tune(_USUAL)


def _tune(settings: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute(f"PRAGMA {name} = {value}")


def insert_rows(rows: Sequence[models.Model], *, update: Sequence[str] = ()) -> None:
    """Inserts the rows; where the key is there already, the fields named in `update` (attribute names) are written.
    A row without a key leaves it to the database, and then all must."""
    if not rows:
        return
    meta = rows[0]._meta
    key = meta.pk
    fields = [field for field in meta.concrete_fields if field is not key or rows[0].pk is not None]
    columns = ", ".join(_quoted(field) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({columns}) VALUES ({marks})"
    if update:
        names = set(update)
        changed = ", ".join(f"{_quoted(one)} = excluded.{_quoted(one)}" for one in fields if one.attname in names)
        sql += f" ON CONFLICT ({_quoted(key)}) DO UPDATE SET {changed}"
    _execute(sql, fields, rows)


def update_rows(rows: Sequence[models.Model], *, fields: Sequence[str]) -> None:
    """Writes these fields (attribute names) of rows that are there."""
    if not rows:
        return
    meta = rows[0]._meta
    names = set(fields)
    written = [field for field in meta.concrete_fields if field.attname in names]
    changes = ", ".join(f"{_quoted(field)} = %s" for field in written)
    sql = f"UPDATE {connection.ops.quote_name(meta.db_table)} SET {changes} WHERE {_quoted(meta.pk)} = %s"
    _execute(sql, [*written, meta.pk], rows)


def insert_frame(model: type[models.Model], frame: pl.DataFrame, **constants: Any) -> None:
    """One row per row of the frame, whose columns are attribute names. Fields that are neither there nor among the
    constants have their default; a key that is not there is left to the database."""
    if frame.is_empty():
        return
    fields = [
        field for field in model._meta.concrete_fields if field.attname in frame.columns or not field.primary_key
    ]
    known = constants | {field.attname: field.get_default() for field in fields if field.attname not in constants}
    columns = [
        pl.col(field.attname) if field.attname in frame.columns else _literal(field, known[field.attname])
        for field in fields
    ]
    complete = frame.select(columns)
    names = ", ".join(_quoted(field) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv, NULL '{_NULL}')") as copy:
                copy.write(complete.write_csv(include_header=False, null_value=_NULL))
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", complete.rows())


def update_frame(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Writes the columns of the frame into the rows whose key is in its column `id`."""
    if frame.is_empty():
        return
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    key, fields = by_name["id"], [by_name[name] for name in frame.columns if name != "id"]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            changes = ", ".join(f"{_quoted(one)} = new.{_quoted(one)}::{one.db_type(connection)}" for one in fields)
            arrays = ", ".join(f"%s::{_array_type(one)}[]" for one in [key, *fields])
            names = ", ".join(_quoted(one) for one in [key, *fields])
            sql = f"UPDATE {table} SET {changes} FROM unnest({arrays}) AS new ({names})"
            values = [frame[one.attname].to_list() for one in [key, *fields]]
            cursor.execute(f"{sql} WHERE {table}.{_quoted(key)} = new.{_quoted(key)}", values)
        else:
            changes = ", ".join(f"{_quoted(field)} = %s" for field in fields)
            rows = frame.select(*(field.attname for field in fields), "id").rows()
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE {_quoted(key)} = %s", rows)


def _literal(field: Any, value: Any) -> pl.Expr:
    if isinstance(field, models.JSONField):
        plain: Any = None if value is None else json.dumps(value)
    elif isinstance(value, UUID):
        plain = value.hex
    else:
        plain = field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])
    if isinstance(plain, bool):
        plain = int(plain)
    if plain is not None and not isinstance(plain, int):
        plain = str(plain).removesuffix("+00:00")
    return pl.lit(plain, dtype=pl.Int64 if isinstance(plain, int) else pl.String).alias(field.attname)


def _array_type(field: Any) -> str:
    """Keys keep their type so that the index serves; all else travels as text."""
    target = field.target_field if field.is_relation else field
    return "bigint" if isinstance(target, models.IntegerField) else "uuid" if field.primary_key else "text"


def _execute(sql: str, fields: Sequence[Any], rows: Sequence[models.Model]) -> None:
    readers = [(field.attname, _converter(field)) for field in fields]
    values = [[convert(getattr(row, name)) for name, convert in readers] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _converter(field: Any) -> Callable[[Any], Any]:
    """Texts and whole numbers go as they are, choices as their values; moments and days are converted once each."""
    target = field.target_field if field.is_relation else field
    database = connections[DEFAULT_DB_ALIAS]
    if isinstance(target, _PLAIN):
        return _as_is
    if isinstance(target, models.UUIDField):
        return _as_is if database.features.has_native_uuid_field else _as_hex

    def convert(value: Any) -> Any:
        return target.get_db_prep_save(value, database)

    return cache(convert) if isinstance(target, models.DateField) else convert


def _as_is(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _as_hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex
