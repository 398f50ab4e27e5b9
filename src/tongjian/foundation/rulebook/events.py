"""What the rulebook records and tells."""

from dataclasses import dataclass
from typing import ClassVar

from tongjian.foundation.ledger.actions import declare

declare("rulebook.loaded", "载入规则", "parameters", "checks", "terms", "days", "sha256")
declare("rulebook.statutes_loaded", "载入法规", "statutes", "clauses", "sha256")
declare("rulebook.year_loaded", "载入年度日历", "year", "days", "citation")
declare(
    "rulebook.change_proposed",
    "提出规则变更",
    *("code", "scope", "value", "unit", "valid_from", "leeway", "least", "most", "citation"),
)
declare("rulebook.change_approved", "批准规则变更", "code", "scope", "value", "unit", "valid_from", "value_before")
declare("rulebook.change_rejected", "否决规则变更", "code", "note")


_CLAUSE = ("code", "kind", "document", "valid_from")
declare("rulebook.clause_change_proposed", "提出条款变更", *_CLAUSE)
declare("rulebook.clause_changed", "复核通过条款变更", *_CLAUSE, "clauses")
declare("rulebook.clause_change_rejected", "否决条款变更", "code", "note")


@dataclass(frozen=True, slots=True)
class ClauseChangeProposed:
    """A change of a clause waits for its second person."""

    name: ClassVar[str] = "rulebook.clause_change_proposed"

    change_id: str
    agency_id: str


@dataclass(frozen=True, slots=True)
class ClauseChangeDecided:
    """Nobody need look at the change any more; `is_approved` says whether the clause changes."""

    name: ClassVar[str] = "rulebook.clause_change_decided"

    change_id: str
    is_approved: bool


@dataclass(frozen=True, slots=True)
class CalendarLoaded:
    """The calendar now reaches further: provisional clocks can be recomputed. `known_until` is exclusive (ISO)."""

    name: ClassVar[str] = "rulebook.calendar_loaded"

    known_until: str


@dataclass(frozen=True, slots=True)
class ChangeProposed:
    """A rule change waits for its second person, in the agency that proposed it."""

    name: ClassVar[str] = "rulebook.change_proposed"

    change_id: str
    agency_id: str


@dataclass(frozen=True, slots=True)
class ChangeDecided:
    """Nobody need look at the change any more."""

    name: ClassVar[str] = "rulebook.change_decided"

    change_id: str
