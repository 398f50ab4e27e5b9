"""`tongjian key-item`: key items as of a day, and which areas have none."""

from datetime import date, datetime
from typing import Any

import click
from django.utils import timezone

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.queries import find_region
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.key_items import queries
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.queries import KeyItemFilter


@group("key-item")
def key_item() -> None:
    """重点事项：列出、某日有效、各领域有没有。"""


@key_item.command("list")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="只列这一天有效的版本。")
@click.option("--region", default="", metavar="代码", help="只看这个地方及其以下，例：140100。")
@click.option("--area", default="", metavar="代码", help="只看这个重点领域，例：food。")
@json_option
def list_command(on: datetime | None, region: str, area: str) -> None:
    """列出重点事项，每项一行，得分高的在前：最新的版本，或者某一天有效的版本。"""
    wanted = KeyItemFilter(on=on.date() if on else None, region=region, area=area)
    rows = [_plain(version) for version in queries.list_versions(_host(), wanted)]
    lines = [f"{row['code']}  {row['total']:>5}  {row['state']}  {row['area']}  {row['name']}" for row in rows]
    answer({"count": len(rows), "key_items": rows}, "\n".join(lines) or "没有重点事项。")


@key_item.command("areas")
@click.argument("region", metavar="区划代码")
@json_option
def areas_command(region: str) -> None:
    """一个地方各重点领域有几项，哪些领域还没有。"""
    if find_region(region) is None:
        raise NotFound("region_not_found", f"没有代码为 {region} 的地方。")
    counts = queries.count_areas(_host(), region, timezone.localdate())
    data = {
        "region": region,
        "areas": [{"area": one.code, "name": one.label, "listed": one.listed, "open": one.open} for one in counts],
        "missing": [one.code for one in counts if not one.listed],
    }
    answer(data, "\n".join(f"{one.label}  {one.listed or '暂无'}" for one in counts))


def _host() -> Actor:
    return Actor.host(*HOST_CAPABILITIES)


def _plain(version: KeyItemVersion) -> dict[str, Any]:
    rows = version.responsibilities.all()
    return {
        "code": version.key_item.code,
        "name": version.name,
        "area": version.area,
        "version": version.number,
        "state": version.get_state_display(),
        "region": version.key_item.region_id,
        "total": str(version.total),
        "threshold": str(version.threshold),
        "scores": {one.criterion: one.points for one in version.scores.all()},
        "departments": [f"{one.level}:{one.agency_kind_id}:{one.role}" for one in rows],
        "items": [item.code for item in queries.items_of(version)],
        "scenario": version.scenario_version.scenario.code if version.scenario_version else "",
        "valid_from": _day(version.valid_from),
        "valid_until": _day(version.valid_until),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
