"""What was known of an entity at some moment, and how its facts changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongjian.supervision.registry.models import Entity, PastFact, Provenance
from tongjian.supervision.registry.queries.entities import sources_of

FACTS = (
    "name", "kind", "region", "address", "industry", "status", "organisation_type", "registered_capital",
    "business_scope", "established_on", "representative",
)  # fmt: skip
"""What a file or a person says of an entity; its numbers are kept apart."""


def fact_of(entity: Entity, field: str) -> str | None:
    """The present value as JSON keeps it; empty texts are no value."""
    if field == "region":
        return entity.region_id
    value = getattr(entity, field)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) or None if value is not None else None


@dataclass(frozen=True, slots=True)
class KnownFact:
    """`value` as JSON keeps it (a day as ISO, a region by its code), empty where nothing was known; `source` is what
    had given it; `is_present` when it is also what is known now."""

    value: str
    source: Provenance | PastFact | None
    is_present: bool


def history_of(entity: Entity) -> Sequence[PastFact]:
    """Values that are no longer held, the last changed first."""
    return list(entity.past_facts.select_related("batch", "batch__agency"))


def facts_known_at(entity: Entity, moment: datetime) -> Mapping[str, KnownFact]:
    """Field → what the register said at that moment, whatever it has learned since. Empty before the entity was
    entered."""
    if moment < entity.created_at:
        return {}
    sources = sources_of(entity)
    past = {one.field: one for one in reversed(history_of(entity)) if one.since <= moment < one.until}
    known = {}
    for field in (*FACTS, "uscc"):
        present = fact_of(entity, field) or ""
        source = sources.get(field)
        if field in past:
            known[field] = KnownFact(past[field].value, past[field], past[field].value == present)
        elif source is None or source.at <= moment:
            known[field] = KnownFact(present, source, is_present=True)
        else:
            known[field] = KnownFact("", None, is_present=present == "")
    return known
