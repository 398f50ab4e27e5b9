"""How often an agency has visited an enterprise in a year, as the cap counts it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.queries import value_of
from tongjian.supervision.catalog.queries import Caps
from tongjian.supervision.inspections.choices import COUNTED
from tongjian.supervision.inspections.models import Visit, VisitTeam
from tongjian.supervision.inspections.queries.grounds import PLANNED_CAUSE, ground_of
from tongjian.supervision.registry.queries import risks_of

_CASE_FORM = "03"


def count_visits(agency_id: UUID, family: Collection[UUID], year: int, *, is_practice: bool = False) -> int:
    """Visits of the enterprise (all its rows, `registry.queries.family_of`) in the calendar year that have a code,
    were made or are under way. Which forms count, and whether a joint visit counts for every department or only for
    the lead, are parameters (cap.counted_forms, cap.joint_visit_counts_for_each_agency)."""
    teams = counted_teams(year, is_practice=is_practice)
    return teams.filter(agency_id=agency_id, visit__entity__in=family).count()


def counted_teams(year: int, *, is_practice: bool = False) -> QuerySet[VisitTeam]:
    """The parts of visits that the cap counts, of everybody."""
    teams: QuerySet[VisitTeam] = VisitTeam.objects.filter(
        visit__planned_on__year=year, visit__state__in=COUNTED, visit__is_practice=is_practice, visit__is_check=True
    )
    return limited(teams)


def visits_left(teams: Iterable[VisitTeam], on: date, *, is_practice: bool = False) -> dict[tuple[UUID, UUID], int]:
    """By (entity, agency), how many visits the caps of the day (V06) still allow; who has no cap is not in it. Needs
    `visit.entity` and `agency.kind` loaded; a constant number of statements, one per agency
    and industry, and one per visit with a cause of its own."""
    for_each = _counts_for_each_agency()
    limited_teams = (team for team in teams if counts_as_planned(team.visit) and (for_each or _leads(team)))
    pairs = {(team.visit.entity_id, team.agency_id): team for team in limited_teams}
    published, made = Caps(on), _Made(is_practice=is_practice)
    grades = risks_of((entity_id for entity_id, _ in pairs), on)
    general: dict[tuple[str, str], int | None] = {}
    left = {}
    for pair, team in pairs.items():
        entity, agency = team.visit.entity, team.agency
        whole = (entity.merged_into_id or entity.pk, agency.pk)
        if cap := published.of(agency, entity, grades.get(entity.pk, "")):
            left[pair] = cap.times - sum(made.of(year)[whole] for year in range(on.year - cap.years + 1, on.year + 1))
            continue
        key = (agency.code, entity.industry)
        if key not in general:
            general[key] = _general_cap(agency, entity.industry, on)
        if (times := general[key]) is not None:
            left[pair] = times - made.of(on.year)[whole]
    return left


class _Made:
    """Counted visits by (entity, agency), a year at a time."""

    def __init__(self, *, is_practice: bool) -> None:
        self.is_practice = is_practice
        self._years: dict[int, dict[tuple[UUID, UUID], int]] = {}

    def of(self, year: int) -> dict[tuple[UUID, UUID], int]:
        if year not in self._years:
            whole = Coalesce("visit__entity__merged_into", "visit__entity")
            teams = counted_teams(year, is_practice=self.is_practice).order_by().annotate(whole=whole)
            found: dict[tuple[UUID, UUID], int] = defaultdict(int)
            for entity_id, agency_id, number in teams.values_list("whole", "agency_id").annotate(number=Count("pk")):
                found[entity_id, agency_id] = number
            self._years[year] = found
        return self._years[year]


def _general_cap(agency: Agency, industry: str, on: date) -> int | None:
    cap = value_of("cap.visits_per_year", on=on, region=agency.region_id, agency=agency.code, industry=industry)
    return int(cap.value) if cap is not None and cap.value and rulebook.may_refuse(cap) else None


def limited(teams: QuerySet[VisitTeam]) -> QuerySet[VisitTeam]:
    """Those of a form and a role that the cap counts."""
    if not _counts_case_visits():
        teams = teams.filter(visit__cause=PLANNED_CAUSE)
    if not _counts_for_each_agency():
        teams = teams.filter(role=ParticipationRole.LEAD)
    return teams


def counts_for_cap(team: VisitTeam) -> bool:
    """Whether this department's visit is limited at all: one with a lawful cause is exempt."""
    if not counts_as_planned(team.visit):
        return False
    return _leads(team) or _counts_for_each_agency()


def _leads(team: VisitTeam) -> bool:
    return team.role == ParticipationRole.LEAD


def counts_as_planned(visit: Visit) -> bool:
    """False for a visit with a lawful cause of its own and the document for it, and for an entry without a check:
    exempt from cap and notice."""
    return visit.is_check and (visit.cause == PLANNED_CAUSE or ground_of(visit) is None)


def _counts_for_each_agency() -> bool:
    return rulebook.is_on("cap.joint_visit_counts_for_each_agency")


def _counts_case_visits() -> bool:
    forms = value_of("cap.counted_forms")
    return forms is not None and _CASE_FORM in forms.value.split(";")
