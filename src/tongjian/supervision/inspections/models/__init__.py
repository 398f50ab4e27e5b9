"""Visits, what they rest on, and what was found to watch about them."""

from tongjian.supervision.inspections.models.causes import VisitCause
from tongjian.supervision.inspections.models.purposes import EntryPurpose
from tongjian.supervision.inspections.models.reports import EntryReport
from tongjian.supervision.inspections.models.visits import (
    Answer,
    EntryWitness,
    ItemResult,
    Passage,
    TeamApproval,
    TeamHandover,
    Visit,
    VisitCode,
    VisitItem,
    VisitOfficer,
    VisitTeam,
)
from tongjian.supervision.inspections.models.watch import WatchNotice, WatchPart

__all__ = [
    "Answer",
    "EntryPurpose",
    "EntryReport",
    "EntryWitness",
    "ItemResult",
    "Passage",
    "TeamApproval",
    "TeamHandover",
    "Visit",
    "VisitCause",
    "VisitCode",
    "VisitItem",
    "VisitOfficer",
    "VisitTeam",
    "WatchNotice",
    "WatchPart",
]
