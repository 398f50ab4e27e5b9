"""The ledger's timeline of one thing as the face shows it, newest first."""

from django.db.models import Model

from tongjian.doors.face.parts import Entry
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import queries as org


def entries_of(subject: Model) -> list[Entry]:
    """Only for a subject that came through its own visibility door. Three queries."""
    lines = ledger.timeline(subject._meta.label_lower, subject.pk)
    people = org.names_of_users({line.actor_user_id for line in lines})
    agencies = org.names_of_agencies({line.agency_id for line in lines})
    return [_entry(line, people, agencies) for line in reversed(lines)]


def _entry(line: ledger.TimelineLine, people: dict[str, str], agencies: dict[str, str]) -> Entry:
    who = (agencies.get(line.agency_id, ""), people.get(line.actor_user_id) or line.actor_label)
    note = f"存证第 {line.index} 条" if line.index is not None else ""
    return Entry(at=line.at, who=" · ".join(filter(None, who)), label=line.label, note=note)
