"""The database as files and back: SQLite whole, PostgreSQL table by table in COPY's own text format."""

import sqlite3
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

SQLITE_FILE = "tongjian.sqlite3"
_CHUNK = 1 << 20
_COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def is_empty() -> bool:
    return not connection.introspection.table_names()


def dump(folder: Path) -> dict[str, int]:
    """Writes one moment of the database into the folder; returns rows per table (nothing for SQLite)."""
    if connection.vendor == "sqlite":
        _dump_sqlite(folder / SQLITE_FILE)
        return {}
    return _dump_postgres(folder)


def _dump_sqlite(target: Path) -> None:
    """SQLite's own backup: a consistent copy while others go on writing."""
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()


def _dump_postgres(folder: Path) -> dict[str, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return {table: _copy_out(table, folder / table) for table in _tables()}


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(info.name for info in connection.introspection.get_table_list(cursor) if info.type == "t")


def _columns(table: str) -> sql.Composed:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        return sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())


def _raw() -> psycopg.Cursor[tuple[object, ...]]:
    """COPY needs the driver's own cursor."""
    connection.ensure_connection()
    driver: psycopg.Connection[tuple[object, ...]] = connection.connection
    return driver.cursor()


def _copy_out(table: str, target: Path) -> int:
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _columns(table))
    with _raw() as cursor, target.open("wb") as file:
        with cursor.copy(statement) as rows:
            for block in rows:
                file.write(block)
        return cursor.rowcount


def load(folder: Path, migrations: list[str]) -> None:
    """Fills the empty database from what `dump` wrote under those migrations."""
    if connection.vendor == "sqlite":
        _load_sqlite(folder / SQLITE_FILE)
    else:
        _load_postgres(folder, migrations)


def _load_sqlite(source: Path) -> None:
    connection.close()
    target = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    source.replace(target)


def _load_postgres(folder: Path, migrations: list[str]) -> None:
    """Tables are made as they were then; their triggers sleep meanwhile, for the ledger's refuse old entries."""
    for app, name in _latest(migrations):
        call_command("migrate", app, name, interactive=False, verbosity=0)
    with transaction.atomic():
        tables = _tables()
        for table in tables:
            _execute("ALTER TABLE {} DISABLE TRIGGER USER", table)
        for table in tables:
            _execute("DELETE FROM {}", table)
        for table in sorted(path.name for path in folder.iterdir()):
            _copy_in(table, folder / table)
            _advance_identity(table)
        _execute_plain("SET CONSTRAINTS ALL IMMEDIATE")  # fires what is pending; a table with pending events is locked
        for table in tables:
            _execute("ALTER TABLE {} ENABLE TRIGGER USER", table)


def _latest(migrations: list[str]) -> list[tuple[str, str]]:
    latest: dict[str, str] = {}
    for full_name in sorted(migrations):
        app, _, name = full_name.partition(".")
        latest[app] = name
    return list(latest.items())


def _execute(statement: str, table: str) -> None:
    with _raw() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(table)))


def _execute_plain(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _copy_in(table: str, source: Path) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _columns(table))
    with _raw() as cursor, source.open("rb") as file, cursor.copy(statement) as rows:
        while block := file.read(_CHUNK):
            rows.write(block)


def _advance_identity(table: str) -> None:
    """The next generated key comes after the highest that was loaded."""
    with connection.cursor() as cursor:
        for sequence in connection.introspection.get_sequences(cursor, table):
            column, name = sequence["column"], sequence["name"]
            found = sql.SQL("SELECT setval({}, (SELECT max({}) FROM {}))").format(
                sql.Literal(name), sql.Identifier(column), sql.Identifier(table)
            )
            with _raw() as raw:
                raw.execute(found)
