"""监管事项."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tongjian.doors.api.access import actor_of, scope
from tongjian.doors.api.pages import Page, rows_after
from tongjian.doors.api.problems import Problem
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.models import ItemVersion

router = Router(tags=["监管事项"], auth=scope("items:read"))


class ItemOut(Schema):
    """A published version of an item; `id` is what a demand names."""

    id: UUID
    code: str
    national_code: str
    name: str
    sub_name: str
    department_kind: str
    version: int
    legal_basis: str
    object_kind: str
    level: str
    region: str
    valid_from: date | None
    valid_until: date | None

    @staticmethod
    def resolve_code(version: ItemVersion) -> str:
        return version.item.code

    @staticmethod
    def resolve_national_code(version: ItemVersion) -> str:
        return version.item.national_code

    @staticmethod
    def resolve_name(version: ItemVersion) -> str:
        return version.item.name

    @staticmethod
    def resolve_level(version: ItemVersion) -> str:
        return version.item.level

    @staticmethod
    def resolve_region(version: ItemVersion) -> str:
        return version.item.region_id or ""

    @staticmethod
    def resolve_sub_name(version: ItemVersion) -> str:
        return version.item.sub_name

    @staticmethod
    def resolve_department_kind(version: ItemVersion) -> str:
        return version.item.agency_kind_id

    @staticmethod
    def resolve_version(version: ItemVersion) -> int:
        return version.number


@router.get("", response={200: Page[ItemOut], (401, 403): Problem})
def list_items(
    request: HttpRequest,
    department_kind: str = "",
    region: str = "",
    on: date | None = None,
    after: UUID | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """What may be checked on a day (default today); with a region, what was compiled or adopted there."""
    versions = queries.published_versions(actor_of(request), agency_kind=department_kind, on=on, region=region)
    rows, following = rows_after(versions, after, limit)
    return {"items": rows, "next": following}
