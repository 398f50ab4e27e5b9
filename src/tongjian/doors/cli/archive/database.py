"""The database as files and back: SQLite whole, PostgreSQL table by table in COPY's own text format."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from tongjian.doors.cli.archive import crossing
from tongjian.doors.cli.archive.manifest import Manifest

SQLITE_FILE = "tongjian.sqlite3"
_CHUNK = 1 << 20
_COLUMNS = """
    SELECT column_name, udt_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = current_schema()
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def is_empty() -> bool:
    return not connection.introspection.table_names()


def dump(folder: Path) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Writes one moment of the database into the folder; returns rows and columns per table (nothing for SQLite)."""
    if connection.vendor == "sqlite":
        _dump_sqlite(folder / SQLITE_FILE)
        return {}, {}
    return _dump_postgres(folder)


def _dump_sqlite(target: Path) -> None:
    """SQLite's own backup: a consistent copy while others go on writing."""
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()


def _dump_postgres(folder: Path) -> tuple[dict[str, int], dict[str, list[str]]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        columns = {table: list(_columns(table)) for table in _tables()}
        return {table: _copy_out(table, names, folder / table) for table, names in columns.items()}, columns


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(info.name for info in connection.introspection.get_table_list(cursor) if info.type == "t")


def _columns(table: str) -> dict[str, str]:
    """Type of each column that can be written, in the table's order."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        return dict(cursor.fetchall())


def _raw() -> psycopg.Cursor[tuple[object, ...]]:
    """COPY needs the driver's own cursor."""
    connection.ensure_connection()
    driver: psycopg.Connection[tuple[object, ...]] = connection.connection
    return driver.cursor()


def _copy_statement(table: str, columns: list[str], end: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(end))


def _copy_out(table: str, columns: list[str], target: Path) -> int:
    with _raw() as cursor, target.open("wb") as file:
        with cursor.copy(_copy_statement(table, columns, "TO STDOUT")) as rows:
            for block in rows:
                file.write(block)
        return cursor.rowcount


def load(folder: Path, manifest: Manifest) -> None:
    """Fills the empty database from what `dump` wrote; on another engine, value by value."""
    if connection.vendor == manifest.engine == "sqlite":
        _load_sqlite(folder / SQLITE_FILE)
    elif connection.vendor == "sqlite":
        _make_tables(manifest.migrations)
        crossing.fill_sqlite(connection, folder, manifest.columns)
    else:
        with transaction.atomic():  # PostgreSQL takes back tables too
            _make_tables(manifest.migrations)
            _load_postgres(folder, manifest)


def wipe() -> None:
    """Takes away everything an unfinished restore has made; only for a database that was empty before it."""
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(settings.DATABASES["default"]["NAME"])
        for suffix in ("", "-wal", "-shm", "-journal"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        return
    with transaction.atomic():
        for table in _tables():
            _execute("DROP TABLE IF EXISTS {} CASCADE", table)
        with connection.cursor() as cursor:
            cursor.execute(_FUNCTIONS)
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE")


def _load_sqlite(source: Path) -> None:
    wipe()
    source.replace(Path(settings.DATABASES["default"]["NAME"]))


def _make_tables(migrations: list[str]) -> None:
    """Tables as they were then: the newest recorded migration of each app brings those before it."""
    for app, name in _latest(migrations):
        call_command("migrate", app, name, interactive=False, verbosity=0)


def _latest(migrations: list[str]) -> list[tuple[str, str]]:
    latest: dict[str, str] = {}
    for full_name in sorted(migrations):
        app, _, name = full_name.partition(".")
        latest[app] = name
    return list(latest.items())


def _load_postgres(folder: Path, manifest: Manifest) -> None:
    """Triggers sleep meanwhile, for the ledger's refuse old entries. References are checked at the end: tables come in
    any order; and checked before a table is altered, for one with checks outstanding is locked."""
    tables = _tables()
    _check_references("IMMEDIATE")
    for table in tables:
        _execute("ALTER TABLE {} DISABLE TRIGGER USER", table)
    _check_references("DEFERRED")
    for table in tables:
        _execute("DELETE FROM {}", table)
    if manifest.engine == "sqlite":
        _fill_from_sqlite(folder / SQLITE_FILE, tables)
    else:
        for table in sorted(path.name for path in folder.iterdir()):
            _copy_in(table, manifest.columns.get(table) or list(_columns(table)), folder / table)
    for table in tables:
        _advance_identity(table)
    _check_references("IMMEDIATE")
    for table in tables:
        _execute("ALTER TABLE {} ENABLE TRIGGER USER", table)


def _check_references(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")


def _fill_from_sqlite(source: Path, tables: list[str]) -> None:
    with crossing.opened(source) as old:
        for table in tables:
            types: Mapping[str, str] = _columns(table)
            columns = crossing.shared_columns(old, table, types)
            if not columns:
                continue
            with _raw() as cursor, cursor.copy(_copy_statement(table, columns, "FROM STDIN")) as rows:
                for row in crossing.rows_for_postgres(old, table, {name: types[name] for name in columns}):
                    rows.write_row(row)


def _execute(statement: str, table: str) -> None:
    with _raw() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(table)))


def _copy_in(table: str, columns: list[str], source: Path) -> None:
    statement = _copy_statement(table, columns, "FROM STDIN")
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
