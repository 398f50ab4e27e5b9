"""Published results: what the law makes public, and nothing more (no risk class, no reporter, no personal data)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tongjian.foundation.kernel.errors import NotFound
from tongjian.pure.codes import significant
from tongjian.supervision.inspections.choices import Outcome
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.policies import published_teams
from tongjian.supervision.inspections.queries.order import LEAD_FIRST
from tongjian.supervision.inspections.queries.results import ItemState, item_states
from tongjian.supervision.registry.choices import PERSONS


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFilter:
    """`text` is part of the enterprise's name (never a person's), or its USCC, or a visit's number."""

    text: str = ""
    region: str = ""
    agency_id: UUID | None = None
    published_from: date | None = None
    published_until: date | None = None
    is_practice: bool | None = None


def list_published(wanted: PublishedFilter) -> QuerySet[VisitTeam]:
    """One row per department and visit. Order by -published_at for keyset pages."""
    teams = published_teams().select_related("visit", "visit__entity", "visit__region", "agency")
    teams = teams.prefetch_related("items__item_version__item", "items__results")
    if wanted.text:
        text = wanted.text.strip()
        by_name = Q(visit__entity__search_name__contains=text) & ~Q(visit__entity__kind__in=PERSONS)
        teams = teams.filter(by_name | Q(visit__entity__uscc=text) | Q(visit__number=text))
    if wanted.region:
        teams = teams.filter(visit__region__code__startswith=significant(wanted.region))
    if wanted.agency_id:
        teams = teams.filter(agency_id=wanted.agency_id)
    if wanted.published_from:
        teams = teams.filter(published_at__date__gte=wanted.published_from)
    if wanted.published_until:
        teams = teams.filter(published_at__date__lte=wanted.published_until)
    return teams if wanted.is_practice is None else teams.filter(visit__is_practice=wanted.is_practice)


def get_published(team_id: UUID) -> VisitTeam:
    teams = list_published(PublishedFilter()).prefetch_related("officers__officer", "visit__passages")
    team = teams.filter(pk=team_id).first()
    if team is None:
        raise NotFound("result_not_found", "没有这条公示，或者尚未公示。")
    return team


def outcome_counts(team: VisitTeam) -> dict[str, int]:
    """Label → how many items, from a loaded team: 合格 3, 不合格 1."""
    counts: dict[str, int] = {}
    for item in team.items.all():
        results = list(item.results.all())
        label = Outcome(results[-1].outcome).label if results else Outcome.NOT_CHECKED.label
        counts[str(label)] = counts.get(str(label), 0) + 1
    return counts


def other_departments(team: VisitTeam) -> list[VisitTeam]:
    """The other departments of the same visit; those that have published lead to their results."""
    others = VisitTeam.objects.filter(visit=team.visit_id).exclude(pk=team.pk)
    return list(others.select_related("agency").order_by(*LEAD_FIRST))


def published_results_of(team: VisitTeam) -> list[ItemState]:
    """The items of a published team with their results; restricted items (不公开) are on no public page."""
    states = item_states([team.pk]).get(team.pk, [])
    return [state for state in states if not state.item.item_version.item.is_restricted]
