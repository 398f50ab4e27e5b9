"""The columns of the list of visits: on the page and in its Excel file."""

from collections.abc import Mapping

from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column
from tongjian.doors.face.tones import tone_of
from tongjian.supervision.inspections.models import Visit

TONES: Mapping[str, Tone] = {
    "planned": "draft",
    "submitted": "active",
    "approved": "active",
    "ended": "good",
    "coded": "active",
    "underway": "active",
    "checked": "active",
    "entered": "active",
    "returned": "soon",
    "reviewed": "active",
    "published": "good",
    "cancelled": "off",
    "pass": "good",
    "fail": "soon",
}


def agencies_of(visit: Visit) -> str:
    return "、".join(team.agency.name for team in visit.teams.all())


def when_of(visit: Visit) -> str:
    """The day, and the half of it where that is known."""
    return f"{visit.planned_on} {visit.get_part_display()}".strip() if visit.planned_on else "未定"


def window_of(visit: Visit) -> str:
    return f"{visit.window_from} 至 {visit.window_until}（不含）"


COLUMNS: tuple[Column[Visit], ...] = (
    Column("entity", "检查对象", lambda visit: visit.entity.name, url=lambda visit: visit.get_absolute_url()),
    Column("number", "编号", lambda visit: visit.number, kind="code", sort="number"),
    Column("state", "状态", lambda visit: visit.get_state_display(), kind="badge",
           tone=lambda visit: tone_of(visit.state, TONES)),
    Column("planned_on", "检查日期", lambda visit: visit.planned_on, kind="date", sort="planned_on"),
    Column("part", "时段", lambda visit: visit.get_part_display(), is_optional=True),
    Column("agencies", "参检部门", agencies_of),
    Column("region", "所在区划", lambda visit: visit.region.name),
    Column("uscc", "统一社会信用代码", lambda visit: visit.entity.uscc, kind="code", is_optional=True),
    Column("address", "检查地址", lambda visit: visit.address, is_optional=True),
    Column("window", "检查期间", window_of, is_optional=True),
    Column("practice", "演练", lambda visit: "是" if visit.is_practice else "否", is_optional=True),
    Column("origin", "来源", lambda visit: visit.origin, is_optional=True),
    Column("created_at", "生成时间", lambda visit: visit.created_at, kind="datetime", sort="created_at",
           is_optional=True),
)  # fmt: skip
