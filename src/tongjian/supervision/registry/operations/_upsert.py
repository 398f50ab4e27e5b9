"""One chunk of a batch into the register, set by set: a constant number of reads, then ON CONFLICT writes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl

from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange
from tongjian.foundation.exchange.operations.apply_columns import CHANGES
from tongjian.foundation.exchange.writing import insert_rows
from tongjian.supervision.registry.choices import EntityStatus, IdentifierKind
from tongjian.supervision.registry.columns import normalise_name
from tongjian.supervision.registry.models import Entity, FormerName, Identifier, Premises
from tongjian.supervision.registry.operations._facts import COLUMNS, Sources, differences, set_fact
from tongjian.supervision.registry.operations._numbers import lock_numbers, numbers_of, owners_of
from tongjian.supervision.registry.operations._plain_rows import MetBefore, sort_rows, write_plain
from tongjian.supervision.registry.queries import FACTS, fact_of

_BY_ROW = 2000


@dataclass(slots=True)
class _Writes:
    """What a chunk is going to write."""

    entities: list[Entity] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    former_names: list[FormerName] = field(default_factory=list)
    moved: dict[UUID, Entity] = field(default_factory=dict)
    """Entities whose address or region is new: their main premises follow."""


class Upsert:
    """Applies chunks of one batch."""

    def __init__(self, *, batch: Batch, at: datetime) -> None:
        self._batch, self._at = batch, at
        self._met_here: set[UUID] = set()

    def apply_columns(self, chunk: pl.DataFrame) -> pl.DataFrame:
        """Plain rows at once, the others row by row."""
        lock_numbers()
        plain = sort_rows(chunk, MetBefore(self._batch.pk))
        changes = write_plain(plain, batch_id=self._batch.pk, at=self._at)
        self._met_here = set()
        for start in range(0, len(plain.left), _BY_ROW):
            rows = list(StagedRow.objects.filter(pk__in=plain.left[start : start + _BY_ROW]).order_by("row"))
            changes = pl.concat([changes, _as_columns(rows, self.apply(rows))])
        return changes

    def apply(self, rows: Sequence[StagedRow]) -> list[RowChange]:
        self._writes = _Writes()
        self._owners = owners_of(number for row in rows for number in numbers_of(row.payload))
        self._known = Entity.objects.select_for_update().in_bulk(set(self._owners.values()))
        self._met = self._met_before() | self._met_here
        self._news = self._compare(rows)
        self._sources = Sources(self._news)
        changes = [self._apply_row(row) for row in rows]
        self._write()
        self._met_here |= self._met
        return changes

    def _compare(self, rows: Sequence[StagedRow]) -> dict[UUID, dict[str, str]]:
        """What the rows say that known entities do not; mostly nothing when a file comes again. The first row of an
        entity counts."""
        news: dict[UUID, dict[str, str]] = {}
        seen = set(self._met)
        for row in rows:
            entity = self._find(row.payload)
            if entity is None or entity.pk in seen:
                continue
            seen.add(entity.pk)
            new = differences(entity, row.payload)
            if not entity.uscc and "uscc" in row.payload:
                new["uscc"] = row.payload["uscc"]
            if new:
                news[entity.pk] = new
        return news

    def _met_before(self) -> set[UUID]:
        """Entities that earlier chunks of this batch have dealt with."""
        ids = [str(pk) for pk in self._known]
        met = StagedRow.objects.filter(batch=self._batch, subject_id__in=ids).values_list("subject_id", flat=True)
        return {UUID(subject_id) for subject_id in met}

    def _apply_row(self, row: StagedRow) -> RowChange:
        payload = row.payload
        entity = self._find(payload)
        if entity is None:
            return self._create(row)
        # The first row of a file counts, also where two of its numbers turn out to belong to one entity.
        if "duplicate_of" in payload or entity.pk in self._met:
            return RowChange(RowOutcome.UNCHANGED, str(entity.pk))
        self._met.add(entity.pk)
        return self._update(entity, row)

    def _find(self, payload: Mapping[str, Any]) -> Entity | None:
        """By USCC first. An entity found by another number counts unless it bears a different USCC."""
        uscc = payload.get("uscc", "")
        for kind, value in numbers_of(payload):
            owner = self._owners.get((kind, value))
            entity = self._known[owner] if owner else None
            if entity and (kind == IdentifierKind.USCC or not uscc or entity.uscc in ("", uscc)):
                return entity
        return None

    def _create(self, row: StagedRow) -> RowChange:
        payload = row.payload
        entity = Entity(
            name=payload["name"],
            search_name=normalise_name(payload["name"])[:200],
            uscc=payload.get("uscc", ""),
            status=EntityStatus.ACTIVE,
            created_at=self._at,
            updated_at=self._at,
        )
        given = [name for name in FACTS if name in payload]
        for name in given:
            set_fact(entity, name, payload[name])
        self._known[entity.pk] = entity
        self._met.add(entity.pk)
        self._writes.entities.append(entity)
        self._move(entity)
        numbers = self._add_numbers(entity, payload)
        fields = [*given, "uscc"] if entity.uscc else given
        self._sources.give(entity.pk, fields, at=self._at, batch_id=self._batch.pk, row=row.row)
        after = {name: payload[name] for name in given} | {"numbers": numbers}
        return RowChange(RowOutcome.CREATED, str(entity.pk), None, after)

    def _update(self, entity: Entity, row: StagedRow) -> RowChange:
        payload = row.payload
        kept = self._sources.by_hand(entity.pk)
        new = {name: value for name, value in self._news.get(entity.pk, {}).items() if name not in kept}
        numbers = self._add_numbers(entity, payload)
        if not new and not numbers:
            return RowChange(RowOutcome.UNCHANGED, str(entity.pk))
        before = {name: fact_of(entity, name) for name in new} | {"sources": self._sources.of(entity.pk, new)}
        self._sources.remember(entity, new, until=self._at)
        self._change(entity, new)
        self._sources.take(entity.pk, new)
        if new:
            self._sources.give(entity.pk, new, at=self._at, batch_id=self._batch.pk, row=row.row)
        return RowChange(RowOutcome.UPDATED, str(entity.pk), before, {**new, "numbers": numbers})

    def _change(self, entity: Entity, new: Mapping[str, str]) -> None:
        if "name" in new:
            self._writes.former_names.append(
                FormerName(entity=entity, name=entity.name, search_name=entity.search_name, until=self._at)
            )
            entity.search_name = normalise_name(new["name"])[:200]
        for name, value in new.items():
            set_fact(entity, name, value)
        entity.updated_at = self._at
        self._writes.entities.append(entity)
        if "address" in new or "region" in new:
            self._move(entity)

    def _move(self, entity: Entity) -> None:
        if entity.address:
            self._writes.moved[entity.pk] = entity

    def _add_numbers(self, entity: Entity, payload: Mapping[str, Any]) -> list[list[str]]:
        """The numbers that nobody bears yet. A USCC beside another one of the same entity is not added."""
        added = []
        for kind, value in numbers_of(payload):
            if (kind, value) in self._owners or (kind == IdentifierKind.USCC and entity.uscc not in ("", value)):
                continue
            self._owners[kind, value] = entity.pk
            self._writes.identifiers.append(Identifier(entity_id=entity.pk, kind=kind, value=value))
            added.append([str(kind), value])
        return added

    def _write(self) -> None:
        writes = self._writes
        insert_rows(writes.entities, update=COLUMNS)
        insert_rows(writes.identifiers)
        insert_rows(writes.former_names)
        write_premises(writes.moved)
        self._sources.write()


def _as_columns(rows: Sequence[StagedRow], changes: Sequence[RowChange]) -> pl.DataFrame:
    def text(value: dict[str, Any] | None) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    answers = [
        (row.pk, row.row, str(change.outcome), change.subject_id, text(change.before), text(change.after))
        for row, change in zip(rows, changes, strict=True)
    ]
    return pl.DataFrame(answers, schema=CHANGES, orient="row")


def write_premises(moved: Mapping[UUID, Entity]) -> None:
    """The main premises of these entities stand where the entities do."""
    standing = {one.entity_id: one for one in Premises.objects.filter(entity_id__in=moved, is_main=True)}
    rows = []
    for entity_id, entity in moved.items():
        premises = standing.get(entity_id) or Premises(entity_id=entity_id)
        premises.address, premises.region_id = entity.address, entity.region_id
        rows.append(premises)
    insert_rows(rows, update=["address", "region_id"])
