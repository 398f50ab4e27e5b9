"""tongjian schedule: works out the days of visits, and has them read by the independent checker."""

import csv
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from tongjian.doors.cli.answer import answer, fail, json_option
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.pure import planner
from tongjian.supervision.planning import operations, queries
from tongjian.supervision.planning.models import Schedule

COLUMNS = ("entity", "agency", "from", "until")


@group("schedule")
def schedule() -> None:
    """检查排期：排出日期、独立核对。采用由统筹部门的人办理。"""


@schedule.command("build")
@click.option("--region", default="", metavar="代码", help="哪个区划的检查（默认本系统的区划）。")
@click.option("--practice", is_flag=True, help="排演练的检查。")
@click.option("--keep-dates", is_flag=True, help="已有日期的尽量不变。")
@click.option(
    "--seconds", type=click.FloatRange(0, 3600), default=None, help="时间上限（默认见规则库 schedule.seconds）。"
)
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="不看本系统的检查，只算这个 CSV 的进企次数：列 entity、agency、from、until（含，年-月-日）。",
)
@json_option
def build_command(
    region: str,
    practice: bool,  # noqa: FBT001  click calls by keyword
    keep_dates: bool,  # noqa: FBT001
    seconds: float | None,
    path: Path | None,
) -> None:
    """排出还没有日期的检查；打印进企次数、理论下限和差距。不改动检查。"""
    if path is not None:
        figures = _figures_of_file(path)
    else:
        actor = _host(region)
        asked = operations.request_schedule(actor=actor, is_practice=practice, keeps_dates=keep_dates)
        built = operations.build_schedule(actor=actor, schedule_id=asked.pk, seconds=seconds)
        if built.built_at is None:
            raise RuleViolated("schedule_failed", built.failure)
        figures = _figures_of(built)
    answer(
        figures, "进企 {visits} 次，理论下限 {lower_bound} 次，{entities} 户，用时 {seconds} 秒。".format(**figures)
    )


@schedule.command("check")
@click.argument("schedule_id", metavar="排期", type=click.UUID, required=False)
@click.option("--region", default="", metavar="代码", help="哪个区划最近的排期（默认本系统的区划）。")
@json_option
def check_command(schedule_id: UUID | None, region: str) -> None:
    """由与排期程序不共用代码的核对程序逐条检查；有违反的，退出码为 1。"""
    actor = _host(region)
    found = queries.get_schedule(actor, schedule_id) if schedule_id else queries.newest_schedule(actor)
    if found is None:
        raise RuleViolated("schedule_not_found", "还没有排期。")
    violations = queries.check_schedule(found)
    answer({"schedule": str(found.pk), "violations": violations}, "\n".join(violations) or "没有违反规则的安排。")
    if violations:
        fail()


def _host(region: str) -> Actor:
    host = Actor.host(*HOST_CAPABILITIES)
    return replace(host, region_code=region) if region else host


def _figures_of(built: Schedule) -> dict[str, Any]:
    return {
        "schedule": str(built.pk),
        "visits": built.entries,
        "lower_bound": built.lower_bound,
        "gap": round(built.gap, 4),
        "entities": built.rows.filter(into=None).values("visit__entity").distinct().count(),
        "placed": built.placed,
        "seconds": built.seconds,
    }


def _figures_of_file(path: Path) -> dict[str, Any]:
    started = time.monotonic()
    checks = _read(path)
    entries, _, lower_bound = planner.merge_checks(checks)
    return {
        "visits": len(entries),
        "lower_bound": lower_bound,
        "gap": round((len(entries) - lower_bound) / lower_bound, 4) if lower_bound else 0.0,
        "entities": len({check.entity for check in checks}),
        "checks": len(checks),
        "seconds": round(time.monotonic() - started, 2),
    }


def _read(path: Path) -> list[planner.Check]:
    """Raises RuleViolated with the line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
            raise RuleViolated("schedule_file", f"缺少列：{'、'.join(missing)}。应有列：{'、'.join(COLUMNS)}。")
        return [_check(number, row) for number, row in enumerate(rows, start=2)]


def _check(number: int, row: dict[str, str]) -> planner.Check:
    try:
        first, last = (date.fromisoformat(row[name].strip()).toordinal() for name in ("from", "until"))
    except (ValueError, AttributeError) as wrong:
        raise RuleViolated("schedule_file", f"第 {number} 行的日期不是“年-月-日”。") from wrong
    if last < first or not row["entity"] or not row["agency"]:
        raise RuleViolated("schedule_file", f"第 {number} 行缺少对象或者部门，或者截止日期早于开始日期。")
    return planner.Check(row["entity"], row["agency"], first, last)
