"""Triggers that refuse update, delete, re-insert and truncate, on both engines."""

from django.db import migrations

TABLES = ("ledger_entry", "ledger_leaf", "ledger_subtree", "ledger_checkpoint")
KEYS = {"ledger_entry": "id", "ledger_leaf": "index", "ledger_subtree": "index", "ledger_checkpoint": "size"}

SQLITE = (
    """create trigger {table}_no_update before update on {table}
    begin select raise(abort, '存证只增不改'); end""",
    """create trigger {table}_no_delete before delete on {table}
    begin select raise(abort, '存证只增不删'); end""",
    """create trigger {table}_no_reinsert before insert on {table}
    when exists (select 1 from {table} where "{key}" = new."{key}")
    begin select raise(abort, '存证不能重写'); end""",
)

POSTGRESQL_FUNCTION = """
create or replace function ledger_append_only() returns trigger language plpgsql as $$
begin raise exception '存证只增不改'; end $$
"""
POSTGRESQL = (
    """create trigger {table}_no_update before update or delete on {table}
    for each row execute function ledger_append_only()""",
    """create trigger {table}_no_truncate before truncate on {table}
    for each statement execute function ledger_append_only()""",
)


def create_triggers(apps, schema_editor):
    execute = schema_editor.connection.cursor().execute
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        execute(POSTGRESQL_FUNCTION)
    for table in TABLES:
        for statement in POSTGRESQL if on_postgresql else SQLITE:
            execute(statement.format(table=table, key=KEYS[table]))


def drop_triggers(apps, schema_editor):
    execute = schema_editor.connection.cursor().execute
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for name in ("no_update", "no_truncate") if on_postgresql else ("no_update", "no_delete", "no_reinsert"):
            execute(f"drop trigger if exists {table}_{name}" + (f" on {table}" if on_postgresql else ""))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, drop_triggers)]
