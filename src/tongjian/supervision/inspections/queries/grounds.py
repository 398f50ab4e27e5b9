"""What visits outside the plan rest on, and how often each department uses it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Term
from tongjian.supervision.inspections.choices import COUNTED, TeamState
from tongjian.supervision.inspections.models import Visit, VisitCause, VisitTeam
from tongjian.supervision.inspections.queries.attendances import attendances_by_agency

PLANNED_CAUSE = "plan"
AFTERWARDS = "visit.approval_afterwards"
VALIDITY = "visit.cause_validity"


def ground_of(visit: Visit) -> VisitCause | None:
    """The document behind a visit that was not planned; None for a planned one."""
    if visit.cause == PLANNED_CAUSE or not visit.is_check:
        return None
    return VisitCause.objects.filter(visit=visit.pk, withdrawn_at=None).first()


def causes() -> Sequence[Term]:
    """The lawful causes of today, each with its citation."""
    return list(rulebook.terms("override_kind").order_by("code"))


def emergency_kinds() -> frozenset[str]:
    """Which of them may be checked first and approved afterwards."""
    return frozenset(rulebook.text("visit.emergency_kinds").split(";"))


def is_checked_first(team: VisitTeam) -> bool:
    """先查后批: the department checks while its head has not approved yet."""
    if team.state not in (TeamState.PLANNED, TeamState.SUBMITTED):
        return False
    return VisitCause.objects.filter(visit=team.visit_id, is_emergency=True, withdrawn_at=None).exists()


def approvals_afterwards(ground: VisitCause) -> Sequence[Clock]:
    """The clocks of the approvals that an emergency still needs or has had."""
    teams = [str(pk) for pk in VisitTeam.objects.filter(visit=ground.visit_id).values_list("pk", flat=True)]
    kind = VisitTeam._meta.label_lower
    return list(Clock.objects.filter(parameter_code=AFTERWARDS, matter_kind=kind, matter_id__in=teams))


@dataclass(slots=True)
class OverrideLine:
    """One department's year: entries by plan, entries with a cause of their own by kind, how its emergencies were
    approved afterwards (in time, late, still open or never), and entries without a check by purpose."""

    agency_id: UUID
    agency: str
    region: str
    planned: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    emergencies: int = 0
    in_time: int = 0
    late: int = 0
    waiting: int = 0
    by_purpose: dict[str, int] = field(default_factory=dict)

    @property
    def attended(self) -> int:
        return sum(self.by_purpose.values())

    @property
    def caused(self) -> int:
        return sum(self.by_kind.values())

    @property
    def share(self) -> float:
        """Of all its checks, those outside the plan, in percent."""
        return 100 * self.caused / (self.caused + self.planned) if self.caused + self.planned else 0.0


@dataclass(frozen=True, slots=True)
class OverrideFigures:
    year: int
    kinds: tuple[tuple[str, str], ...]
    lines: tuple[OverrideLine, ...]


def override_figures(year: int) -> OverrideFigures:
    """Everybody's entries of a calendar year that have a code or took place; practice counts nowhere. Four queries."""
    visits = {"visit__planned_on__year": year, "visit__state__in": COUNTED, "visit__is_practice": False}
    lines: dict[UUID, OverrideLine] = {}
    labels: dict[str, str] = {}
    names = ("agency__name", "agency__region__name")
    planned = VisitTeam.objects.filter(**visits, visit__cause=PLANNED_CAUSE).order_by()
    for agency_id, agency, region, count in planned.values_list("agency_id", *names).annotate(n=Count("pk")):
        lines[agency_id] = OverrideLine(agency_id, agency, region, planned=count)
    caused = VisitCause.objects.filter(**visits, withdrawn_at=None).order_by()
    rows = caused.values_list("agency_id", *names, "kind", "label", "is_emergency").annotate(n=Count("pk"))
    for agency_id, agency, region, kind, label, is_emergency, count in rows:
        line = lines.setdefault(agency_id, OverrideLine(agency_id, agency, region))
        line.by_kind[kind] = line.by_kind.get(kind, 0) + count
        line.emergencies += count * is_emergency
        labels[kind] = label
    for agency_id, agency, region, _, label, count in attendances_by_agency(year):
        line = lines.setdefault(agency_id, OverrideLine(agency_id, agency, region))
        line.by_purpose[label] = line.by_purpose.get(label, 0) + count
    _add_approvals(lines, year)
    ordered = sorted(lines.values(), key=lambda line: (-line.caused, line.agency))
    return OverrideFigures(year, tuple(sorted(labels.items())), tuple(ordered))


def _add_approvals(lines: dict[UUID, OverrideLine], year: int) -> None:
    clocks = Clock.objects.filter(parameter_code=AFTERWARDS, started_at__year=year).order_by()
    for agency_id, state, count in clocks.values_list("agency_id", "state").annotate(n=Count("pk")):
        if agency_id not in lines:
            continue
        line = lines[agency_id]
        if state == ClockState.MET:
            line.in_time += count
        elif state in (ClockState.MET_LATE, ClockState.EXPIRED):
            line.late += count
        elif state != ClockState.CANCELLED:
            line.waiting += count
