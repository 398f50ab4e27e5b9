"""What anybody may learn from a 检查码."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.choices import PassageKind, VisitState
from tongjian.supervision.inspections.models import EntryWitness, Visit, VisitCode
from tongjian.supervision.inspections.queries.attendances import purpose_of
from tongjian.supervision.inspections.queries.grounds import PLANNED_CAUSE
from tongjian.supervision.inspections.queries.order import LEAD_FIRST

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12


@dataclass(frozen=True, slots=True)
class CodeOfficer:
    """What an officer's certificate shows anyway."""

    name: str
    certificate_number: str


@dataclass(frozen=True, slots=True)
class CodeItem:
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class CodeTeam:
    agency: str
    is_lead: bool
    officers: tuple[CodeOfficer, ...]
    items: tuple[CodeItem, ...]


@dataclass(frozen=True, slots=True)
class CodeView:
    """A visit as its code shows it. `problem` is empty when the visit may take place as said, `arrival` when whoever
    looks may confirm now that the team has come; `witnessed_at` is when somebody did. One that is no check
    says its `purpose`."""

    code: str
    number: str
    entity: str
    region: str
    address: str
    planned_on: date | None
    valid_until: datetime
    is_planned: bool
    cause: str
    is_check: bool
    purpose: str
    is_practice: bool
    is_over: bool
    problem: str
    arrival: str
    witnessed_at: datetime | None
    entered_at: datetime | None
    left_at: datetime | None
    teams: tuple[CodeTeam, ...]


def new_code(choose: Callable[[str], str]) -> str:
    """Twelve characters that are not mistaken for each other; `choose` must be unpredictable."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """K7QM3XWD9HTP → K7QM-3XWD-9HTP."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain_code(text: str) -> str:
    """What somebody typed or scanned, without spaces, hyphens and case."""
    return "".join(character for character in text.upper() if character.isalnum())[:20]


def find_valid_code(visit: Visit) -> VisitCode | None:
    """The code that was not revoked, from a loaded visit."""
    return next((code for code in visit.codes.all() if code.revoked_at is None), None)


def check_code(text: str) -> CodeView | None:
    """None for a code that never existed. Anybody may ask."""
    row = VisitCode.objects.filter(code=plain_code(text)).select_related("visit", "visit__entity").first()
    if row is None:
        return None
    visit = row.visit
    passages = {passage.kind: passage.at for passage in visit.passages.all()}
    return CodeView(
        code=shown_code(row.code),
        number=visit.number,
        entity=visit.entity.name,
        region=visit.region_id,
        address=visit.address,
        planned_on=visit.planned_on,
        valid_until=row.valid_until,
        is_planned=visit.cause == PLANNED_CAUSE,
        cause=_cause(visit),
        is_check=visit.is_check,
        purpose=_purpose(visit),
        is_practice=visit.is_practice,
        is_over=visit.state not in (VisitState.CODED, VisitState.UNDERWAY),
        problem=_problem(row),
        arrival=arrival_problem(row),
        witnessed_at=EntryWitness.objects.filter(visit=visit).values_list("at", flat=True).first(),
        entered_at=passages.get(PassageKind.ENTRY),
        left_at=passages.get(PassageKind.EXIT),
        teams=_teams(visit),
    )


def _cause(visit: Visit) -> str:
    cause = rulebook.term("override_kind" if visit.is_check else "entry_purpose", visit.cause)
    return cause.label if cause else ""


def _purpose(visit: Visit) -> str:
    said = purpose_of(visit)
    return said.purpose if said else ""


def _problem(row: VisitCode) -> str:
    if row.revoked_at is not None or row.visit.state == VisitState.CANCELLED:
        return "这个检查码已经作废，不能凭它检查。"
    if row.visit.state == VisitState.CODED and row.valid_until <= timezone.now():
        return "这个检查码已经过期，不能凭它检查。"
    return ""


def arrival_problem(row: VisitCode) -> str:
    """Why nobody can confirm now that this team has come; empty when somebody can."""
    if problem := _problem(row):
        return problem
    if row.visit.planned_on != timezone.localdate():
        what = "检查" if row.visit.is_check else "进企"
        return f"这次{what}安排在 {row.visit.planned_on}，不是今天；今天来人的，您有权拒绝。"
    return ""


def _teams(visit: Visit) -> tuple[CodeTeam, ...]:
    teams = visit.teams.select_related("agency").order_by(*LEAD_FIRST)
    return tuple(
        CodeTeam(
            agency=team.agency.name,
            is_lead=team.role == ParticipationRole.LEAD,
            officers=tuple(
                CodeOfficer(row.officer.name, row.officer.certificate_number)
                for row in team.officers.all()
                if row.replaced_at is None
            ),
            items=tuple(
                CodeItem(item.item_version.item.title, item.item_version.legal_basis) for item in team.items.all()
            ),
        )
        for team in teams.prefetch_related("officers__officer", "items__item_version__item")
    )
