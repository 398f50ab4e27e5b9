"""监管对象."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from tongjian.doors.api.access import actor_of, scope
from tongjian.doors.api.pages import Page, rows_after
from tongjian.doors.api.problems import Problem
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity, Permit, Premises

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


class PremisesOut(Schema):
    """`longitude` and `latitude` are WGS84 and absent where nobody gave them for the present address."""

    id: UUID
    address: str
    region: str | None
    is_main: bool
    longitude: float | None
    latitude: float | None
    valid_from: date | None
    valid_until: date | None

    @staticmethod
    def resolve_region(premises: Premises) -> str | None:
        return premises.region_id

    @staticmethod
    def resolve_longitude(premises: Premises) -> float | None:
        return premises.longitude if premises.is_located else None

    @staticmethod
    def resolve_latitude(premises: Premises) -> float | None:
        return premises.latitude if premises.is_located else None


class PermitOut(Schema):
    id: UUID
    kind: str
    number: str
    issuer: str
    scope: str
    valid_from: date | None
    last_day: date | None
    ended_on: date | None
    state: str

    @staticmethod
    def resolve_state(permit: Permit) -> str:
        return permit.state_on(timezone.localdate())


@router.get("/{uuid:entity_id}/premises", response={200: list[PremisesOut], (401, 403, 404): Problem})
def list_premises(request: HttpRequest, entity_id: UUID) -> list[Premises]:
    return list(queries.get_entity(actor_of(request), entity_id).premises.all())


@router.get("/{uuid:entity_id}/permits", response={200: list[PermitOut], (401, 403, 404): Problem})
def list_permits(request: HttpRequest, entity_id: UUID) -> list[Permit]:
    return list(queries.permits_of(queries.get_entity(actor_of(request), entity_id)))
