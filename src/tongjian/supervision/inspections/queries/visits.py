"""Lists and single visits, ready to render."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.pure.codes import significant
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import (
    TeamApproval,
    TeamHandover,
    Visit,
    VisitCode,
    VisitOfficer,
    VisitTeam,
)
from tongjian.supervision.inspections.policies import visible_teams, visible_visits
from tongjian.supervision.inspections.queries.order import LEAD_FIRST
from tongjian.supervision.registry.queries import family_of


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFilter:
    """`text` is part of a number or of the enterprise's name, or its USCC. `planned_until` is included."""

    text: str = ""
    state: str = ""
    agency_id: UUID | None = None
    region: str = ""
    planned_from: date | None = None
    planned_until: date | None = None
    is_practice: bool | None = None


def list_visits(actor: Actor, wanted: VisitFilter) -> QuerySet[Visit]:
    visits = visible_visits(actor).select_related("entity", "region").prefetch_related(_teams())
    if wanted.text:
        text = wanted.text.strip()
        visits = visits.filter(Q(number__contains=text) | Q(entity__search_name__contains=text) | Q(entity__uscc=text))
    if wanted.state:
        visits = visits.filter(state=wanted.state)
    if wanted.agency_id:
        visits = visits.filter(pk__in=VisitTeam.objects.filter(agency_id=wanted.agency_id).values("visit"))
    if wanted.region:
        visits = visits.filter(region__code__startswith=significant(wanted.region))
    if wanted.planned_from:
        visits = visits.filter(planned_on__gte=wanted.planned_from)
    if wanted.planned_until:
        visits = visits.filter(planned_on__lte=wanted.planned_until)
    return visits if wanted.is_practice is None else visits.filter(is_practice=wanted.is_practice)


def get_visit(actor: Actor, visit_id: UUID) -> Visit:
    return _one(_full(visible_visits(actor)).filter(pk=visit_id))


def get_visit_by_number(actor: Actor, number: str) -> Visit:
    return _one(_full(visible_visits(actor)).filter(number=number))


def get_team(actor: Actor, team_id: UUID) -> VisitTeam:
    """One department's part, with everything of its visit."""
    team = visible_teams(actor).filter(pk=team_id).values_list("visit_id", flat=True).first()
    if team is None:
        raise NotFound("visit_not_found", "没有这次检查，或者您无权查看。")
    visit = get_visit(actor, team)
    found = next(row for row in visit.teams.all() if row.pk == team_id)
    found.visit = visit
    return found


def visits_of_entity(actor: Actor, entity_id: UUID) -> QuerySet[Visit]:
    """For the enterprise's page, newest first; also those of rows that were merged with it."""
    visits = visible_visits(actor).filter(entity_id__in=family_of(entity_id))
    return visits.select_related("entity", "region").prefetch_related(_teams()).order_by("-created_at", "-pk")


def visits_of_day(actor: Actor, on: date) -> QuerySet[Visit]:
    """What this inspector must do on a day. The teams' officers are loaded for the question who takes part."""
    mine = VisitOfficer.objects.filter(officer=actor.officer_id, replaced_at=None).values("team__visit")
    visits = _full(visible_visits(actor)).filter(pk__in=mine, planned_on=on)
    return visits.order_by("state", "sequence", "pk")


def unfinished_visits(actor: Actor, on: date) -> QuerySet[Visit]:
    """The inspector's visits of other days: ahead with a code, or begun and waiting for this department's results."""
    mine = VisitOfficer.objects.filter(officer=actor.officer_id, replaced_at=None)
    open_parts = mine.filter(team__state__in=[TeamState.APPROVED, TeamState.RETURNED]).values("team__visit")
    waiting = [VisitState.CODED, VisitState.UNDERWAY, VisitState.CHECKED]
    visits = _full(visible_visits(actor)).filter(pk__in=open_parts, state__in=waiting).exclude(planned_on=on)
    return visits.order_by("planned_on", "sequence", "pk")


def list_teams_to_approve(actor: Actor) -> QuerySet[VisitTeam]:
    """What waits for this head of the agency, the nearest day first; not what waits for another head's approval."""
    given = TeamApproval.objects.filter(by__in=filter(None, [actor.user_id]), withdrawn_at=None).values("team")
    teams = visible_teams(actor).filter(agency=actor.agency_id, state=TeamState.SUBMITTED).exclude(pk__in=given)
    return (
        teams.select_related("visit", "visit__entity", "agency")
        .prefetch_related("items__item_version__item", _officers())
        .order_by("visit__planned_on", "visit__number")
    )


def open_offers(visit: Visit) -> QuerySet[TeamHandover]:
    """Parts of a visit that wait for another department's answer, or for designation."""
    offers = TeamHandover.objects.filter(
        team__visit=visit, state__in=[HandoverState.OFFERED, HandoverState.ARBITRATION]
    )
    return offers.select_related("from_agency", "to_agency", "holder").order_by("offered_at")


def get_offer(actor: Actor, handover_id: UUID) -> TeamHandover:
    offers = TeamHandover.objects.filter(team__visit__in=visible_visits(actor)).select_related(
        "team", "to_agency", "holder"
    )
    handover = offers.filter(pk=handover_id).first()
    if handover is None:
        raise NotFound("handover_not_found", "没有这次移交，或者您无权查看。")
    return handover


def _one(visits: QuerySet[Visit]) -> Visit:
    visit = visits.first()
    if visit is None:
        raise NotFound("visit_not_found", "没有这次检查，或者您无权查看。")
    return visit


def _full(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    codes = Prefetch("codes", VisitCode.objects.order_by("-issued_at"))
    teams = _teams().queryset
    assert teams is not None
    whole = teams.prefetch_related("items__results", "items__item_version__item", "approvals", _officers())
    return visits.select_related("entity", "region", "witness", "purpose").prefetch_related(
        Prefetch("teams", whole), codes, "passages"
    )


def _teams() -> "Prefetch[str, QuerySet[VisitTeam], str]":
    return Prefetch("teams", VisitTeam.objects.select_related("agency", "agency__kind").order_by(*LEAD_FIRST))


def _officers() -> "Prefetch[str, QuerySet[VisitOfficer], str]":
    return Prefetch("officers", VisitOfficer.objects.select_related("officer").order_by("place", "-replaced_at"))
