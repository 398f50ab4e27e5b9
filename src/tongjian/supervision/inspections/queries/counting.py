"""How often an agency has visited an enterprise in a year, as the cap counts it."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.queries import value_of
from tongjian.supervision.inspections.choices import COUNTED
from tongjian.supervision.inspections.models import Visit, VisitTeam
from tongjian.supervision.inspections.queries.grounds import PLANNED_CAUSE, ground_of

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
        visit__planned_on__year=year, visit__state__in=COUNTED, visit__is_practice=is_practice
    )
    return limited(teams)


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
    return team.role == ParticipationRole.LEAD or _counts_for_each_agency()


def counts_as_planned(visit: Visit) -> bool:
    """False for a visit with a lawful cause of its own and the document for it: exempt from cap and notice."""
    return visit.cause == PLANNED_CAUSE or ground_of(visit) is None


def _counts_for_each_agency() -> bool:
    return rulebook.is_on("cap.joint_visit_counts_for_each_agency")


def _counts_case_visits() -> bool:
    forms = value_of("cap.counted_forms")
    return forms is not None and _CASE_FORM in forms.value.split(";")
