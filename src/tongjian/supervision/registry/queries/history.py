"""What was known of an entity at some moment, and how its facts changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tongjian.supervision.registry.models import Entity, PastFact, Provenance
from tongjian.supervision.registry.queries.entities import sources_of

_FACTS = ("name", "uscc", "kind", "status", "region", "address", "industry", "organisation_type",
          "registered_capital", "established_on", "business_scope")  # fmt: skip


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
    for field in _FACTS:
        present = _present(entity, field)
        source = sources.get(field)
        if field in past:
            known[field] = KnownFact(past[field].value, past[field], past[field].value == present)
        elif source is None or source.at <= moment:
            known[field] = KnownFact(present, source, is_present=True)
        else:
            known[field] = KnownFact("", None, is_present=present == "")
    return known


def _present(entity: Entity, field: str) -> str:
    value = entity.region_id if field == "region" else getattr(entity, field)
    return "" if value is None else str(value)
