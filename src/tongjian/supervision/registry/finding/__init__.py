"""By what an entity is found: one searchable text each, and an index of its pairs of characters on both engines."""

from tongjian.supervision.registry.finding.index import MANY, Hits, add_grams, clear_grams, probe
from tongjian.supervision.registry.finding.initials import initials
from tongjian.supervision.registry.finding.texts import needles, searchable
from tongjian.supervision.registry.finding.triggers import ensure_triggers, missing_triggers

__all__ = [
    "MANY",
    "Hits",
    "add_grams",
    "clear_grams",
    "ensure_triggers",
    "initials",
    "missing_triggers",
    "needles",
    "probe",
    "searchable",
]
