"""联合检查与检查结果."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tongjian.doors.api.access import actor_of, scope
from tongjian.doors.api.pages import Page, rows_after
from tongjian.doors.api.problems import Problem
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.models import Visit, VisitTeam

visits = Router(tags=["联合检查"], auth=scope("visits:read"))
results = Router(tags=["检查结果"], auth=scope("results:read"))


class VisitOut(Schema):
    id: UUID
    number: str
    entity_id: UUID
    region: str
    state: str
    planned_on: date | None
    is_practice: bool
    agencies: list[str]

    @staticmethod
    def resolve_region(visit: Visit) -> str:
        return visit.region_id

    @staticmethod
    def resolve_agencies(visit: Visit) -> list[str]:
        return [team.agency.code for team in visit.teams.all()]


class ItemResultOut(Schema):
    item: str
    name: str
    outcome: str


class ResultOut(Schema):
    """What one department published about one visit."""

    id: UUID
    visit: str
    entity: str
    agency: str
    published_at: datetime | None
    is_practice: bool
    items: list[ItemResultOut]


@visits.get("", response={200: Page[VisitOut], (401, 403): Problem})
def list_visits(request: HttpRequest, state: str = "", after: UUID | None = None, limit: int = 100) -> dict[str, Any]:
    wanted = queries.VisitFilter(state=state)
    rows, following = rows_after(queries.list_visits(actor_of(request), wanted), after, limit)
    return {"items": rows, "next": following}


@results.get("", response={200: Page[ResultOut], (401, 403): Problem})
def list_results(request: HttpRequest, after: UUID | None = None, limit: int = 100) -> dict[str, Any]:
    """Published results only."""
    published = queries.list_published(queries.PublishedFilter())
    rows, following = rows_after(published, after, limit)
    states = queries.item_states([team.pk for team in rows])
    return {"items": [_result(team, states.get(team.pk, [])) for team in rows], "next": following}


def _result(team: VisitTeam, states: list[queries.ItemState]) -> dict[str, Any]:
    return {
        "id": team.pk,
        "visit": team.visit.number,
        "entity": team.visit.entity.name,
        "agency": team.agency.name,
        "published_at": team.published_at,
        "is_practice": team.visit.is_practice,
        "items": [
            {
                "item": state.item.item_version.item.code,
                "name": state.item.item_version.item.name,
                "outcome": state.result.outcome if state.result else "",
            }
            for state in states
        ],
    }
