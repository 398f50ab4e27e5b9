"""From lines of the ledger to the timeline a page shows."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from tongjian.doors.face.parts import Entry
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.policies import may_see_entry_of
from tongjian.foundation.ledger.queries import TimelineLine
from tongjian.foundation.org.queries import names_of_agencies, names_of_users


def timeline_entries(lines: Sequence[TimelineLine], actor: Actor | None = None) -> list[Entry]:
    """Newest first, with names of people and agencies in two queries however long it is.

    With an actor, each line that this person may open leads to its entry in the ledger.
    """
    people, agencies = people_in(lines), names_of_agencies(line.agency_id for line in lines)
    return [
        Entry(
            at=line.at,
            who=_who(agencies.get(line.agency_id, ""), person_of(line, people)),
            label=line.label,
            note=_place(line),
            proof_url=_proof_url(line, actor),
        )
        for line in sorted(lines, key=lambda line: line.entry_id, reverse=True)
    ]


def people_in(lines: Iterable[TimelineLine]) -> dict[str, str]:
    """Names of whoever acted, and of those for whom they stood in. One query."""
    return names_of_users(people_behind(lines))


def people_behind(lines: Iterable[TimelineLine]) -> list[str]:
    return [user_id for line in lines for user_id in (line.actor_user_id, line.on_behalf_of)]


def person_of(line: TimelineLine, people: Mapping[str, str]) -> str:
    """李四（代张三）."""
    name = people.get(line.actor_user_id) or line.actor_label
    return f"{name}（代{people.get(line.on_behalf_of, '他人')}）" if line.on_behalf_of else name


def _who(agency: str, person: str) -> str:
    return " · ".join(part for part in (agency, person) if part) or "—"


def _place(line: TimelineLine) -> str:
    return f"存证第 {line.index} 条" if line.index is not None else "待封存"


def _proof_url(line: TimelineLine, actor: Actor | None) -> str:
    if actor is None or not may_see_entry_of(actor, line.agency_id):
        return ""
    return reverse("ledger:entry", args=[line.entry_id])
