"""Facts of an entity as plain values, and where they came from."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongjian.foundation.exchange.writing import insert_rows, update_rows
from tongjian.supervision.registry.models import Entity, PastFact, Provenance
from tongjian.supervision.registry.queries import FACTS, fact_of

COLUMNS = [
    "name", "kind", "region_id", "address", "industry", "status", "organisation_type", "registered_capital",
    "business_scope", "established_on", "representative", "search_name", "uscc", "updated_at",
]  # fmt: skip
"""What an upsert writes over."""


def set_fact(entity: Entity, field: str, value: str | None) -> None:
    if field == "region":
        entity.region_id = value
    elif field == "established_on":
        entity.established_on = date.fromisoformat(value) if value else None
    else:
        setattr(entity, field, value or "")


def differences(entity: Entity, payload: Mapping[str, Any]) -> dict[str, str]:
    """What the payload says otherwise. A kind that was only guessed from words changes nothing."""
    fields = [field for field in FACTS if field != "kind" or "uscc" in payload]
    return {field: payload[field] for field in fields if field in payload and payload[field] != fact_of(entity, field)}


class Sources:
    """Provenance of some entities, read at once and written at once."""

    def __init__(self, entity_ids: Iterable[UUID]) -> None:
        self._rows: dict[UUID, list[Provenance]] = {}
        for row in Provenance.objects.filter(entity_id__in=list(entity_ids)):
            self._rows.setdefault(row.entity_id, []).append(row)
        self._changed: dict[int, Provenance] = {}
        self._new: list[Provenance] = []
        self._past: list[PastFact] = []

    def by_hand(self, entity_id: UUID) -> set[str]:
        """Fields whose present value a person gave."""
        return {field for row in self._rows.get(entity_id, []) if row.user_id for field in row.fields}

    def of(self, entity_id: UUID, fields: Iterable[str]) -> dict[str, Any]:
        """Where present values came from, as JSON that `restore` understands."""
        wanted = set(fields)
        return {
            field: {
                "batch": str(row.batch_id) if row.batch_id else None,
                "row": row.row,
                "user": str(row.user_id) if row.user_id else None,
                "at": row.at.isoformat(),
            }
            for row in self._rows.get(entity_id, [])
            for field in row.fields
            if field in wanted
        }

    def remember(self, entity: Entity, fields: Iterable[str], *, until: datetime) -> None:
        """The present values and their sources, before they are changed; what was never known is no value."""
        sources = {field: row for row in self._rows.get(entity.pk, []) for field in row.fields}
        for field in fields:
            value, source = fact_of(entity, field), sources.get(field)
            if value is None and source is None:
                continue
            past = PastFact(entity=entity, field=field, value=value or "", since=entity.created_at, until=until)
            if source is not None:
                past.since, past.batch_id, past.row, past.user_id = (
                    source.at,
                    source.batch_id,
                    source.row,
                    source.user_id,
                )
            self._past.append(past)

    def take(self, entity_id: UUID, fields: Iterable[str]) -> None:
        """These fields no longer come from where they came from."""
        gone = set(fields)
        for row in self._rows.get(entity_id, []):
            left = [field for field in row.fields if field not in gone]
            if left != row.fields:
                row.fields = left
                self._changed[row.pk] = row

    def give(
        self,
        entity_id: UUID,
        fields: Iterable[str],
        *,
        at: datetime,
        batch_id: UUID | None = None,
        row: int | None = None,
        user_id: UUID | None = None,
    ) -> None:
        """These fields come from here now; the same batch or person keeps one row."""
        own = self._rows.setdefault(entity_id, [])
        same = next((one for one in own if (one.batch_id, one.row, one.user_id) == (batch_id, row, user_id)), None)
        if same is None:
            same = Provenance(entity_id=entity_id, fields=[], batch_id=batch_id, row=row, user_id=user_id, at=at)
            own.append(same)
            self._new.append(same)
        elif same.pk:
            self._changed[same.pk] = same
        same.fields, same.at = sorted({*same.fields, *fields}), at

    def restore(self, entity_id: UUID, sources: Mapping[str, Mapping[str, Any]]) -> None:
        for field, source in sources.items():
            self.give(
                entity_id,
                [field],
                at=datetime.fromisoformat(source["at"]),
                batch_id=UUID(source["batch"]) if source["batch"] else None,
                row=source["row"],
                user_id=UUID(source["user"]) if source["user"] else None,
            )

    def write(self) -> None:
        empty = [pk for pk, row in self._changed.items() if not row.fields]
        kept = [row for row in self._changed.values() if row.fields]
        Provenance.objects.filter(pk__in=empty).delete()
        update_rows(kept, fields=["fields", "at"])
        insert_rows(self._new)
        insert_rows(self._past)
        self._changed, self._new, self._past = {}, [], []
