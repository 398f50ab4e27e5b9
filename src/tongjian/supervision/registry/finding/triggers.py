"""Tables and triggers of the search index that models cannot say. Used by the migration that first makes them, and
again by `ensure_triggers` where a later change of a table on SQLite has dropped its triggers with it."""

from typing import Any

WATCHED = {
    "registry_entity": ("id", ("search_name", "uscc", "merged_into_id")),
    "registry_formername": ("entity_id", ("search_name", "entity_id")),
    "registry_identifier": ("entity_id", ("value", "entity_id")),
}
"""Table → the column that names the entity, and the columns whose change makes its search text outdated."""

SQLITE_INDEX = (
    "create virtual table registry_bigram using fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')"
)
POSTGRESQL_INDEX = (
    """create function registry_bigrams(line text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct pair), '{}') from (
        select substr(line, place, 2) as pair from generate_series(1, length(line) - 1) place
    ) pairs where strpos(pair, chr(10)) = 0 $$""",
    """alter table registry_searchtext
    add column grams text[] generated always as (registry_bigrams(text)) stored""",
    "create index registry_searchtext_grams on registry_searchtext using gin (grams) with (fastupdate = on)",
    "alter table registry_searchtext alter column grams set statistics 1000",
)
_SQLITE_TRIGGERS = (
    """create trigger if not exists {table}_found_insert after insert on {table}
    when not exists (select 1 from registry_outdated where entity_id = new.{owner}) begin
    insert into registry_outdated(entity_id) values (new.{owner}); end""",
    """create trigger if not exists {table}_found_update after update on {table} when {differs} begin
    insert into registry_outdated(entity_id) values (old.{owner});
    insert into registry_outdated(entity_id) select new.{owner} where new.{owner} is not old.{owner}; end""",
    """create trigger if not exists {table}_found_delete after delete on {table} begin
    insert into registry_outdated(entity_id) values (old.{owner}); end""",
)
# Statement by statement with transition tables: one set, however many rows a COPY or an upsert writes.
_POSTGRESQL_TRIGGERS = (
    """create or replace function {table}_outdated() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' then
        insert into registry_outdated(entity_id) select distinct {owner} from fresh;
    elsif tg_op = 'DELETE' then
        insert into registry_outdated(entity_id) select distinct {owner} from gone;
    else
        insert into registry_outdated(entity_id)
        select distinct touched.owner from gone before join fresh after on after.id = before.id
        cross join lateral (values (before.{owner}), (after.{owner})) touched(owner) where {differs};
    end if;
    return null; end $$""",
    """create or replace trigger {table}_found_insert after insert on {table} referencing new table as fresh
    for each statement execute function {table}_outdated()""",
    """create or replace trigger {table}_found_update after update on {table}
    referencing old table as gone new table as fresh for each statement execute function {table}_outdated()""",
    """create or replace trigger {table}_found_delete after delete on {table} referencing old table as gone
    for each statement execute function {table}_outdated()""",
)


def create_index(connection: Any) -> None:
    with connection.cursor() as cursor:
        for statement in POSTGRESQL_INDEX if connection.vendor == "postgresql" else (SQLITE_INDEX,):
            cursor.execute(statement)


def ensure_triggers(connection: Any) -> None:
    """Creates the triggers that are not there."""
    on_postgresql = connection.vendor == "postgresql"
    form = "after.{0} is distinct from before.{0}" if on_postgresql else "new.{0} is not old.{0}"
    with connection.cursor() as cursor:
        for table, (owner, columns) in WATCHED.items():
            changed = " or ".join(form.format(column) for column in columns)
            for statement in _POSTGRESQL_TRIGGERS if on_postgresql else _SQLITE_TRIGGERS:
                cursor.execute(statement.format(table=table, owner=owner, differs=changed))


def missing_triggers(connection: Any) -> list[str]:
    """Names of triggers without which changes of names would not be noticed."""
    wanted = {f"{table}_found_{event}" for table in WATCHED for event in ("insert", "update", "delete")}
    source = (
        "select tgname from pg_trigger where tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "select name from sqlite_master where type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(source)
        return sorted(wanted - {name for (name,) in cursor.fetchall()})
