"""Every way to change a visit."""

from tongjian.supervision.inspections import events
from tongjian.supervision.inspections.operations.create_visits import (
    ItemDraft,
    OfficerDraft,
    TeamDraft,
    VisitDraft,
    create_visits,
)

__all__ = ["ItemDraft", "OfficerDraft", "TeamDraft", "VisitDraft", "create_visits", "events"]
