"""The columns of the list of entities: on the page and in its Excel file."""

from collections.abc import Mapping

from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column
from tongjian.doors.face.tones import tone_of
from tongjian.supervision.registry.models import Entity

TONES: Mapping[str, Tone] = {
    "active": "good",
    "suspended": "soon",
    "revoked": "late",
    "deregistered": "off",
    "moved": "off",
}


def region_of(entity: Entity) -> str:
    return entity.region.name if entity.region else ""


COLUMNS: tuple[Column[Entity], ...] = (
    Column("name", "名称", lambda entity: entity.name, url=lambda entity: entity.get_absolute_url(), sort="name"),
    Column("uscc", "统一社会信用代码", lambda entity: entity.uscc, kind="code", sort="uscc"),
    Column("kind", "类别", lambda entity: entity.get_kind_display()),
    Column("status", "状态", lambda entity: entity.get_status_display(), kind="badge",
           tone=lambda entity: tone_of(entity.status, TONES)),
    Column("region", "所在区划", region_of, sort="region_id"),
    Column("address", "住所", lambda entity: entity.address),
    Column("established_on", "成立日期", lambda entity: entity.established_on, kind="date", sort="established_on"),
    Column("organisation_type", "主体类型", lambda entity: entity.organisation_type, is_optional=True),
    Column("registered_capital", "注册资本", lambda entity: entity.registered_capital, is_optional=True),
    Column("industry", "行业", lambda entity: entity.industry, kind="code", sort="industry", is_optional=True),
    Column("business_scope", "经营范围", lambda entity: entity.business_scope, is_optional=True),
    Column("updated_at", "更新时间", lambda entity: entity.updated_at, kind="datetime", sort="updated_at",
           is_optional=True),
)  # fmt: skip
