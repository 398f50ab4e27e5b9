"""`tongjian scenario`: 一件事 as of a day, one of them in full, two versions side by side."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.scenarios import queries
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.queries import ScenarioFilter


@group("scenario")
def scenario() -> None:
    """一件事：列出、某日有效、两个版本的对照。"""


@scenario.command("list")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="只列这一天有效的版本。")
@click.option("--region", default="", metavar="代码", help="只看这个地方及其以下，例：140100。")
@json_option
def list_command(on: datetime | None, region: str) -> None:
    """列出一件事，每件一行：最新的版本，或者某一天有效的版本。"""
    wanted = ScenarioFilter(on=on.date() if on else None, region=region)
    rows = [_plain(version) for version in queries.ready(queries.list_versions(_host(), wanted))]
    lines = [f"{row['code']}  v{row['version']}  {row['state']}  {row['lead']}  {row['name']}" for row in rows]
    answer({"count": len(rows), "scenarios": rows}, "\n".join(lines) or "没有一件事。")


@scenario.command("show")
@click.argument("code", metavar="编号")
@click.option("--version", "number", type=int, metavar="版本号", help="不写为最新的版本。")
@json_option
def show_command(code: str, number: int | None) -> None:
    """一件事写了什么，现在有多少户符合。"""
    version = _version(code, number)
    counted = queries.count_objects(version.scope, version.scenario.region_id)
    words = queries.plain(version)
    data = _plain(version) | {"content": words, "entities": counted.total, "places": dict(counted.places)}
    answer(data, "\n".join(f"{label}：{text}" for label, text in words.items()) + f"\n现在符合：{counted.total:,} 户")


@scenario.command("compare")
@click.argument("code", metavar="编号")
@click.argument("before", type=int, metavar="原版本号")
@click.argument("after", type=int, metavar="新版本号")
@json_option
def compare_command(code: str, before: int, after: int) -> None:
    """两个版本有什么不同。"""
    changes = queries.differences(_version(code, before), _version(code, after))
    lines = [f"{one.label}：{one.before or '（无）'} → {one.after or '（无）'}" for one in changes]
    data = {"code": code, "from": before, "to": after, "changes": [asdict(one) for one in changes]}
    answer(data, "\n".join(lines) or "两个版本内容一样。")


def _host() -> Actor:
    return Actor.host(*HOST_CAPABILITIES)


def _version(code: str, number: int | None) -> ScenarioVersion:
    versions = queries.versions_of(_host(), queries.get_scenario(_host(), code))
    version = versions.filter(number=number).first() if number else versions.first()
    if version is None:
        raise NotFound("scenario_not_found", f"{code} 没有第 {number} 版。")
    return version


def _plain(version: ScenarioVersion) -> dict[str, Any]:
    return {
        "code": version.scenario.code,
        "name": version.name,
        "version": version.number,
        "state": version.get_state_display(),
        "region": version.scenario.region_id,
        "trigger": version.trigger,
        "lead": version.lead.title,
        "cooperating": [one.agency_kind.title for one in version.cooperations.all()],
        "items": [f"{one.item.code}-v{one.number}" for one in queries.items_of(version)],
        "scope": version.scope,
        "valid_from": _day(version.valid_from),
        "valid_until": _day(version.valid_until),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
