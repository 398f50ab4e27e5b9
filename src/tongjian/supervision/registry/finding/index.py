"""Pairs of characters → searchable texts. SQLite: a contentless FTS5 table; PostgreSQL: GIN over an array column that
the database computes itself. What the index proposes is held against the text, so the answer is that of a scan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from tongjian.supervision.registry.finding.texts import pairs

MANY = 2_000
"""Above this many hits walking through entities in their own order and looking at each is quicker than the index."""
_MOST_PAIRS = 12

_SQLITE = """
    select t.entity_id from registry_bigram cross join registry_searchtext t on t.id = registry_bigram.rowid
    where registry_bigram match %s and instr(t.text, %s) > 0
"""
_POSTGRESQL = """
    select t.entity_id from registry_searchtext t where t.grams @> %s::text[] and strpos(t.text, %s) > 0
"""
_UP_TO_DATE = " and not exists (select 1 from registry_outdated o where o.entity_id = t.entity_id)"
Row = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Hits:
    """Who holds the needle: all of them in `entity_ids`, unless there are more than MANY (`are_many`)."""

    entity_ids: Sequence[UUID]
    are_many: bool
    sql: str
    parameters: Sequence[Any]


def probe(needle: str) -> Hits:
    """Asks the index for a needle of at least two characters."""
    sql = (_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE) + _UP_TO_DATE
    parameters = [_question(needle), needle]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} limit {MANY + 1}", parameters)
        found = cursor.fetchall()
    ids = [one if isinstance(one, UUID) else UUID(one) for (one,) in found[:MANY]]
    return Hits(ids, len(found) > MANY, sql, parameters)


def _question(needle: str) -> Any:
    wanted = pairs(needle)[:_MOST_PAIRS]
    if connection.vendor == "postgresql":
        return wanted
    return " AND ".join(f'"{_token(pair)}"' for pair in wanted)


def add_grams(rows: Iterable[Row]) -> None:
    """New texts by key into the index. Nothing is ever taken out: keys are not used again, and what is gone from
    the texts is no longer found. PostgreSQL has done it by itself."""
    if connection.vendor == "postgresql":
        return
    lines = [(key, " ".join(_token(pair) for pair in pairs(text))) for key, text in rows]
    with connection.cursor() as cursor:
        cursor.executemany("insert into registry_bigram(rowid, grams) values (%s, %s)", lines)


def clear_grams() -> None:
    if connection.vendor != "postgresql":
        connection.cursor().execute("insert into registry_bigram(registry_bigram) values ('delete-all')")


def _token(pair: str) -> str:
    """Letters and digits only, so that no tokenizer has an opinion."""
    return f"{ord(pair[0]):x}g{ord(pair[1]):x}"
