"""把其他部门来文与名录比对。"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.reading import propose_mapping, read_table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.pure.codes import widen
from tongjian.supervision.registry import matching, policies
from tongjian.supervision.registry.choices import IdentifierKind, LikenessDecision
from tongjian.supervision.registry.columns import normalise_name
from tongjian.supervision.registry.models import Identifier, Likeness

_CHUNK = 500
Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MatchCounts:
    rows: int
    matched: int
    suggested: int
    new: int


def match_file(*, actor: Actor, file: BinaryIO, file_name: str) -> MatchCounts:
    """Says of every row whether it is an entity of the register (by a code, by name and address, or because a person
    said so), may be one (kept as suggestions with their reasons), or is new. The register itself does not change."""
    require(policies.can_import(actor))
    table = read_table(file, exchange.limits())
    mapping = propose_mapping(table.header, matching.FIELDS)
    if "name" not in mapping:
        raise RuleViolated("columns_unknown", "文件里找不到名称一列。")
    rows: list[Given] = list(table.select(mapping).fill_null("").iter_rows(named=True))
    keys = [matching.key_of(row) for row in rows]
    matched = _matched(actor, rows, keys)
    open_rows = {place: row for place, row in enumerate(rows) if place not in matched and row["name"].strip()}
    suggestions = _suggestions(actor, open_rows, keys)
    _keep(suggestions, rows, keys, file_name)
    suggested = len({int(one.row_id) for one in suggestions})
    return MatchCounts(len(rows), len(matched), suggested, len(rows) - len(matched) - suggested)


def _matched(actor: Actor, rows: Sequence[Given], keys: Sequence[str]) -> set[int]:
    """Places of rows that are certain."""
    visible = policies.visible_entities(actor)
    said = _in_chunks(keys, lambda part: Likeness.objects.filter(
        key__in=part, decision=LikenessDecision.SAME, entity__in=visible).values_list("key", flat=True))  # fmt: skip
    numbers = {number for row in rows for number in _numbers(row)}
    known = _in_chunks(numbers, lambda part: Identifier.objects.filter(
        value__in=part, valid_until=None, entity__in=visible).values_list("value", flat=True))  # fmt: skip
    names = {normalise_name(row["name"]) for row in rows} - {""}
    places = _in_chunks(names, lambda part: visible.filter(search_name__in=part).values_list("name", "address"))
    addressed = {(one.name, one.address) for one in (_record("", *place) for place in places) if one.address}
    return {
        place
        for place, (row, key) in enumerate(zip(rows, keys, strict=True))
        if key in said or not known.isdisjoint(_numbers(row)) or _name_and_address(row) in addressed
    }


def _numbers(row: Given) -> set[str]:
    """As they are written in the register: with hyphens and without."""
    given = [row.get(field, "") for field in ("uscc", "number")]
    plain = [unicodedata.normalize("NFKC", number).strip().upper() for number in given]
    return {number for number in (*plain, *map(widen, given)) if number}


def _in_chunks(values: Iterable[str], ask: Callable[[list[str]], Iterable[Any]]) -> set[Any]:
    found: set[Any] = set()
    wanted = list(values)
    for start in range(0, len(wanted), _CHUNK):
        found.update(ask(wanted[start : start + _CHUNK]))
    return found


def _record(place: str, name: str, address: str) -> matching.Record:
    return matching.record_of(place, name=name, address=address)


def _name_and_address(row: Given) -> tuple[str, str]:
    record = _record("", row["name"], row.get("address", ""))
    return record.name, record.address


def _suggestions(actor: Actor, rows: Mapping[int, Given], keys: Sequence[str]) -> list[matching.Suggestion]:
    """Without the pairs of which a person said that they are different."""
    asked = [
        matching.record_of(
            str(place),
            name=row["name"],
            address=row.get("address", ""),
            region=row.get("region", ""),
            number=row.get("number", ""),
        )
        for place, row in rows.items()
    ]
    different = _in_chunks(keys, lambda part: Likeness.objects.filter(
        key__in=part, decision=LikenessDecision.DIFFERENT).values_list("key", "entity"))  # fmt: skip
    found = matching.suggest(asked, list(_register(actor))) if asked else []
    return [one for one in found if (keys[int(one.row_id)], UUID(one.entity_id)) not in different]


def _register(actor: Actor) -> Iterator[matching.Record]:
    entities = policies.visible_entities(actor).filter(merged_into=None).order_by("pk")
    numbers = dict(
        Identifier.objects.filter(kind=IdentifierKind.OTHER, valid_until=None).values_list("entity", "value")
    )
    for pk, name, address, region in entities.values_list("pk", "name", "address", "region_id").iterator(5000):
        yield matching.record_of(str(pk), name=name, address=address, region=region or "", number=numbers.get(pk, ""))


@transaction.atomic
def _keep(found: Sequence[matching.Suggestion], rows: Sequence[Given], keys: Sequence[str], file_name: str) -> None:
    """Once per content and entity; what was kept before stays, with its decision."""
    now = timezone.now()
    Likeness.objects.bulk_create(
        [
            Likeness(
                key=keys[int(one.row_id)],
                given={name: value for name, value in rows[int(one.row_id)].items() if value and name != "row"},
                entity_id=UUID(one.entity_id),
                score=one.score,
                explanation=one.explanation,
                file_name=file_name[:200],
                row=int(rows[int(one.row_id)]["row"]),
                found_at=now,
            )
            for one in found
        ],
        ignore_conflicts=True,
        batch_size=_CHUNK,
    )
