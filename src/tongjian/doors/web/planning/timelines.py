"""The ledger's timeline of a demand or a draw as the face shows it, newest first."""

from tongjian.doors.face.parts import Entry
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import queries as org
from tongjian.supervision.planning.models import Demand, Draw


def entries_of(subject: Demand | Draw) -> list[Entry]:
    lines = ledger.timeline(subject._meta.label_lower, subject.pk)
    people = org.names_of_users({line.actor_user_id for line in lines})
    agencies = org.names_of_agencies({line.agency_id for line in lines})
    return [
        Entry(
            at=line.at,
            who=" · ".join(
                part
                for part in (agencies.get(line.agency_id, ""), people.get(line.actor_user_id) or line.actor_label)
                if part
            ),
            label=line.label,
            note=f"存证第 {line.index} 条" if line.index is not None else "",
        )
        for line in reversed(lines)
    ]
