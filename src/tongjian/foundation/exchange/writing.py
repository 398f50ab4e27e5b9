"""Many rows at once, for the inner loop of an import: one prepared statement, no model machinery per row.

The same SQL (INSERT … ON CONFLICT) on SQLite and PostgreSQL. Rows are model instances that are complete and right:
no defaults of the database, no checks but those of the database.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BigAutoField)


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
