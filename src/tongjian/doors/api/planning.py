"""检查需求与联合抽取."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from tongjian.doors.api.access import actor_of, scope
from tongjian.doors.api.pages import Page, rows_after
from tongjian.doors.api.problems import Problem
from tongjian.supervision.planning import operations, queries
from tongjian.supervision.planning.models import Demand, Draw

demands = Router(tags=["检查需求"])
draws = Router(tags=["联合抽取"], auth=scope("draws:read"))


class DemandOut(Schema):
    id: UUID
    code: str
    title: str
    agency: str
    method: str
    scope: dict[str, list[str]]
    state: str

    @staticmethod
    def resolve_agency(demand: Demand) -> str:
        return demand.agency.code


class DemandIn(Schema):
    """Exactly one of `ratio` (按比例，例 “3%”), `rate` (按概率) and `is_census` (全覆盖)."""

    title: str
    item_version_ids: list[UUID]
    scope: dict[str, list[str]] = {}
    ratio: str = ""
    rate: str = ""
    is_census: bool = False
    by_county: bool = False
    by_risk: bool = False


@demands.get("", response={200: Page[DemandOut], (401, 403): Problem}, auth=scope("demands:read"))
def list_demands(request: HttpRequest, after: UUID | None = None, limit: int = 100) -> dict[str, Any]:
    rows, following = rows_after(
        queries.list_demands(actor_of(request), queries.DemandFilter()).select_related("agency"), after, limit
    )
    return {"items": rows, "next": following}


@demands.post("", response={201: DemandOut, (401, 403, 422): Problem}, auth=scope("demands:write"))
def draft_demand(request: HttpRequest, body: DemandIn) -> tuple[int, Demand]:
    """A draft in the name of the key's agency; a person of the agency submits it."""
    content = operations.DemandContent.of_words(
        title=body.title,
        item_version_ids=tuple(body.item_version_ids),
        ratio=body.ratio,
        rate=body.rate,
        is_census=body.is_census,
        by_county=body.by_county,
        by_risk=body.by_risk,
        scope=body.scope,
    )
    return 201, operations.draft_demand(actor=actor_of(request), content=content)


class DrawOut(Schema):
    id: UUID
    key: str
    version: int
    title: str
    cycle: str
    state: str
    is_practice: bool
    frozen_at: datetime | None
    drawn_at: datetime | None
    seed: str
    selection_sha256: str


@draws.get("", response={200: Page[DrawOut], (401, 403): Problem})
def list_draws(request: HttpRequest, after: UUID | None = None, limit: int = 100) -> dict[str, Any]:
    rows, following = rows_after(queries.list_draws(actor_of(request), queries.DrawFilter()), after, limit)
    return {"items": rows, "next": following}


@draws.get("/{key}/bundle", response={200: None, (401, 403, 404, 409): Problem})
def get_bundle(request: HttpRequest, key: str, version: int | None = None) -> HttpResponse:
    """bundle.zip of tongjian-draw/1; check it with verify_draw.py."""
    actor = actor_of(request)
    row: Draw = queries.get_draw_version(actor, key, version) if version else queries.get_drawn_version(actor, key)
    response = HttpResponse(queries.bundle(row), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{row.key}-v{row.version}.zip"'
    return response
