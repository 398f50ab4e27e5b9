"""The ledger's timeline of a demand or a draw as the face shows it, newest first."""

from tongjian.doors.face.parts import Entry
from tongjian.doors.face.timelines import people_in, person_of
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import queries as org
from tongjian.supervision.planning.models import Demand, Draw


def entries_of(subject: Demand | Draw) -> list[Entry]:
    lines = ledger.timeline(subject._meta.label_lower, subject.pk)
    people = people_in(lines)
    agencies = org.names_of_agencies({line.agency_id for line in lines})
    return [
        Entry(
            at=line.at,
            who=" · ".join(part for part in (agencies.get(line.agency_id, ""), person_of(line, people)) if part),
            label=line.label,
            note=f"存证第 {line.index} 条" if line.index is not None else "",
        )
        for line in reversed(lines)
    ]
