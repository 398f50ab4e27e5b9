"""监管对象."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tongjian.doors.api.access import actor_of, scope
from tongjian.doors.api.pages import Page, rows_after
from tongjian.doors.api.problems import Problem
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity

router = Router(tags=["监管对象"], auth=scope("entities:read"))


class EntityOut(Schema):
    id: UUID
    name: str
    uscc: str
    kind: str
    status: str
    region: str | None
    address: str
    industry: str
    established_on: date | None

    @staticmethod
    def resolve_region(entity: Entity) -> str | None:
        return entity.region_id


@router.get("", response={200: Page[EntityOut], (401, 403): Problem})
def list_entities(
    request: HttpRequest, words: str = "", region: str = "", after: UUID | None = None, limit: int = 100
) -> dict[str, Any]:
    wanted = queries.EntityFilter(words=words, region=region)
    rows, following = rows_after(queries.list_entities(actor_of(request), wanted), after, limit)
    return {"items": rows, "next": following}


@router.get("/{uuid:entity_id}", response={200: EntityOut, (401, 403, 404): Problem})
def get_entity(request: HttpRequest, entity_id: UUID) -> Entity:
    return queries.get_entity(actor_of(request), entity_id)
