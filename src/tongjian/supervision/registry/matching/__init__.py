"""Which entity a row of another department's file speaks of when it carries no credit code, and why."""

from tongjian.supervision.registry.matching.records import FIELDS, Record, key_of, record_of
from tongjian.supervision.registry.matching.scoring import SUGGESTED_FROM, Suggestion, suggest

__all__ = ["FIELDS", "SUGGESTED_FROM", "Record", "Suggestion", "key_of", "record_of", "suggest"]
