"""What all tests stand on. Fixtures of one context live in its own folder."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from tests.settings import ENGINE

# A shared machine may be slow at any moment; a slow example is not a wrong one.
hypothesis_settings.register_profile("tongjian", deadline=None, max_examples=60)
hypothesis_settings.load_profile("tongjian")


def pytest_report_header():
    return f"database: {'SQLite' if ENGINE == 'sqlite' else 'PostgreSQL'}"


def pytest_collection_modifyitems(config, items):
    """What is marked for one engine is left out on the other."""
    here = "sqlite" if ENGINE == "sqlite" else "postgresql"
    elsewhere = [item for item in items if any(mark.args[0] != here for mark in item.iter_markers("engine"))]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in set(elsewhere)]


@pytest.fixture(scope="session", autouse=True)
def home():
    """A home with keys, as `tongjian init` leaves it."""
    from tongjian.foundation.kernel.encryption import make_field_key
    from tongjian.foundation.ledger.keys import make_log_key

    make_field_key(settings.TONGJIAN_HOME / "keys")
    make_log_key(settings.TONGJIAN_HOME, origin="tests.tongjian.local")
    return settings.TONGJIAN_HOME


@pytest.fixture(autouse=True)
def no_checkpoint_files_of_other_tests(home):
    for path in (home / "checkpoints").glob("*.txt"):
        path.unlink()


ASIDE = "aside_" if ENGINE == "sqlite" else "aside."
"""On PostgreSQL a schema of its own: a backup of the database must not meet these tables."""


@pytest.fixture(scope="session")
def shipped(django_db_setup, django_db_blocker):
    """The rules as shipped, set aside in tables of their own: most tests stand on them, so they are read once."""
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.rulebook.models import CalendarDay, Check, Parameter, Term
    from tongjian.foundation.rulebook.operations import load_reference

    tables = [model._meta.db_table for model in (Parameter, Check, Term, CalendarDay)]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE SCHEMA aside")
        for table in tables:
            cursor.execute(f"CREATE TABLE {ASIDE}{table} AS SELECT * FROM {table}")
        with transaction.atomic():
            load_reference(actor=Actor.system("测试", "rulebook.load"))
            rows = {}
            for table in tables:
                cursor.execute(f"SELECT * FROM {table}")
                rows[table] = cursor.fetchall()
            transaction.set_rollback(True)
        for table, values in rows.items():
            places = ", ".join(["%s"] * len(values[0]))
            cursor.executemany(f"INSERT INTO {ASIDE}{table} VALUES ({places})", values)
    return tables


@pytest.fixture
def reference(db, shipped):
    """The rules as shipped, without the entry that says who loaded them."""
    with connection.cursor() as cursor:
        for table in shipped:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {ASIDE}{table}")


def _flush_with_triggers_off(self):
    """Tests that commit are cleaned by emptying every table, which is just what the ledger's triggers refuse."""
    triggers = import_module("tongjian.foundation.ledger.migrations.0002_append_only")
    database = SimpleNamespace(connection=connection)
    triggers.drop_triggers(None, database)
    try:
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=True)
    finally:
        triggers.create_triggers(None, database)


TransactionTestCase._fixture_teardown = _flush_with_triggers_off
