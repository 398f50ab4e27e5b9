"""重点事项."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from tongjian.doors.api.access import actor_of, scope
from tongjian.doors.api.pages import Page, rows_after
from tongjian.doors.api.problems import Problem
from tongjian.supervision.key_items import queries
from tongjian.supervision.key_items.models import KeyItemVersion

router = Router(tags=["重点事项"], auth=scope("key_items:read"))


class DepartmentOut(Schema):
    """A kind of department at a level: province, city or county; `role` is lead or cooperate."""

    level: str
    kind: str
    role: str


class KeyItemOut(Schema):
    """A version on the list; `items` are codes, `scenario` the code of a 一件事 or empty, `total` out of 100."""

    id: UUID
    code: str
    name: str
    area: str
    region: str
    version: int
    reason: str
    total: Decimal
    threshold: Decimal
    items: list[str]
    scenario: str
    departments: list[DepartmentOut]
    valid_from: date | None
    valid_until: date | None

    @staticmethod
    def resolve_code(version: KeyItemVersion) -> str:
        return version.key_item.code

    @staticmethod
    def resolve_region(version: KeyItemVersion) -> str:
        return version.key_item.region_id

    @staticmethod
    def resolve_version(version: KeyItemVersion) -> int:
        return version.number

    @staticmethod
    def resolve_items(version: KeyItemVersion) -> list[str]:
        return [item.code for item in queries.items_of(version)]

    @staticmethod
    def resolve_scenario(version: KeyItemVersion) -> str:
        return version.scenario_version.scenario.code if version.scenario_version else ""

    @staticmethod
    def resolve_departments(version: KeyItemVersion) -> list[DepartmentOut]:
        rows = version.responsibilities.all()
        return [DepartmentOut(level=row.level, kind=row.agency_kind_id, role=row.role) for row in rows]


@router.get("", response={200: Page[KeyItemOut], (401, 403): Problem})
def list_key_items(
    request: HttpRequest,
    area: str = "",
    region: str = "",
    on: date | None = None,
    after: UUID | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """What is on the list on a day (default today), in a region and below it where given."""
    wanted = queries.KeyItemFilter(area=area, region=region, on=on or timezone.localdate())
    rows, following = rows_after(queries.list_versions(actor_of(request), wanted), after, limit)
    return {"items": rows, "next": following}
