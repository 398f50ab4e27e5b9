"""`tongjian plan`: plans of departments, listed and taken in from a file."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import group
from tongjian.doors.cli.consolidation import consolidation_data, consolidation_lines
from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import BatchState, Dataset, Severity
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.inspections.queries import coordinators_of
from tongjian.supervision.planning.queries import progress_of
from tongjian.supervision.plans import operations, queries
from tongjian.supervision.plans.choices import PlanKind, PlanState
from tongjian.supervision.plans.columns import PLAN_LABELS
from tongjian.supervision.plans.models import Plan


@group("plan")
def plan() -> None:
    """年度计划：列出、从文件导入。"""


@plan.command("list")
@click.option("--year", type=int, metavar="年度", help="只看这一年。")
@click.option("--region", default="", metavar="代码", help="只看这个地方及其以下，例：140100。")
@json_option
def list_command(year: int | None, region: str) -> None:
    """列出计划，每个一行，带每个项目的进度。"""
    rows = queries.list_plans(_host(), queries.PlanFilter(year=year, region=region))
    plans = [_plain(row) for row in rows]
    lines = [f"{row['plan']}  {row['state']}  {len(row['lines'])} 项  {row['title']}" for row in plans]
    answer({"count": len(plans), "plans": plans}, "\n".join(lines) or "没有计划。")


@plan.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@click.option("--agency", default="", metavar="代码", help="编制部门的代码；不写为区划代码最小的统筹部门。")
@click.option("--year", type=int, metavar="年度", help="不写为今年。")
@json_option
def import_command(file: Path, agency: str, year: int | None) -> None:
    """把一张计划表（CSV 或 Excel）导入该部门编制中的年度计划；看懂的行成为项目，看不懂的逐行退回并说明。
    原文件和逐行结果成为一个导入批次，计划提交审核以前可以撤销。"""
    department = _agency(agency)
    actor = replace(_host(), agency_id=department.pk, agency_name=department.name, region_code=department.region_id)
    year = year or timezone.localdate().year
    found = _open_plan(actor, department, year)
    batch = _unfinished(actor, found, file) or _receive(actor, found, file)
    if batch.state != BatchState.APPLYING:
        batch = operations.stage_lines(actor=actor, batch_id=batch.pk)
    batch = operations.apply_lines(actor=actor, batch_id=batch.pk)
    returned = _returned(batch)
    data = {
        "plan": found.code,
        "rows": batch.rows,
        "lines": batch.created,
        "understood": batch.accepted,
        "returned": returned,
        "batch": str(batch.pk),
    }
    said = [f"{found.code}：{batch.rows} 行，看懂 {batch.accepted} 行，新增 {batch.created} 项。批次 {batch.pk}"]
    said += [f"第 {one['row']} 行 {one['column']}：{one['sentence']}" for one in returned]
    answer(data, "\n".join(said))


def _unfinished(actor: Actor, found: Plan, file: Path) -> Batch | None:
    """What an earlier run for this plan left, interrupted."""
    with file.open("rb") as handle:
        batch = exchange.find_unfinished(actor, dataset=Dataset.PLANS, file=handle)
    return batch if batch is not None and queries.plan_of_batch(actor, batch).pk == found.pk else None


def _receive(actor: Actor, found: Plan, file: Path) -> Batch:
    with file.open("rb") as handle:
        return operations.receive_plan_file(actor=actor, plan_id=found.pk, file=handle, file_name=file.name)


def _returned(batch: Batch) -> list[dict[str, Any]]:
    """By row and by what the column is, whatever the file calls it."""
    heads = {head: PLAN_LABELS[name] for name, head in batch.mapping.items()}
    return [
        {"row": one.row, "column": heads.get(one.column, one.column), "sentence": one.sentence}
        for one in exchange.findings_of(batch).filter(severity=Severity.REJECT)
    ]


def _open_plan(actor: Actor, department: Agency, year: int) -> Plan:
    """The department's annual plan that is still a draft, or a new one."""
    known = queries.list_plans(actor, queries.PlanFilter(year=year, kind=PlanKind.ANNUAL, state=PlanState.DRAFT))
    found = known.filter(agency=department).first()
    return found or operations.draft_plan(actor=actor, year=year)


def _agency(code: str) -> Agency:
    if code:
        return org.get_agency_by_code(code)
    places = org.regions_to_choose().values_list("code", flat=True)
    found = next((one for _, one in sorted(coordinators_of(places).items())), None)
    if found is None:
        raise RuleViolated("no_coordinator", "系统中没有统筹部门，请用 --agency 写明编制部门的代码。")
    return found


def _plain(row: Plan) -> dict[str, Any]:
    lines = list(queries.lines_of(_host(), row))
    progress = progress_of(lines)
    return {
        "plan": row.code,
        "title": row.title,
        "kind": row.kind,
        "agency": row.agency.code,
        "year": row.year,
        "state": row.state,
        "lines": [
            {
                "number": line.number,
                "title": line.title,
                "amount": line.amount,
                "frequency": line.frequency,
                "window_from": line.window_from.isoformat(),
                "window_until": line.window_until.isoformat(),
                **asdict(progress[line.pk]),
            }
            for line in lines
        ],
    }


def _host() -> Actor:
    return Actor.host(*HOST_CAPABILITIES)


@plan.command("consolidate")
@click.option("--region", default="", metavar="代码", help="只比对这个地方及其以下，例：140100；不写为在用的地方。")
@click.option("--year", type=int, metavar="年度", help="不写为今年。")
@click.option("--open", "opens", is_flag=True, help="发起撮合：保存建议，向有关部门征求意见并起算答复时限。")
@json_option
def consolidate_command(*, region: str, year: int | None, opens: bool) -> None:
    """撮合：比对已备案、已公布的计划，算出合并、线上、变更、取消四种建议和理由。只计算，不保存；加 --open 才发起。"""
    coordinator = _coordinator(region)
    code = coordinator.region_id
    actor = replace(_host(), agency_id=coordinator.pk, agency_name=coordinator.name, region_code=code)
    year = year or timezone.localdate().year
    computed = queries.consolidate(actor, code, year)
    data = consolidation_data(computed) | {"region": code, "year": year}
    said = consolidation_lines(computed)
    if opens:
        found = operations.open_consolidation(actor=actor, year=year)
        data["consolidation"] = found.code
        said.append(f"已发起 {found.code}，各项建议已送达有关部门的待办。")
    answer(data, "\n".join(said))


def _coordinator(region: str) -> Agency:
    places = [region] if region else org.regions_to_choose().values_list("code", flat=True)
    found = next((one for _, one in sorted(coordinators_of(places).items())), None)
    if found is None:
        raise RuleViolated("no_coordinator", "这个地方没有有人在岗的统筹部门，不能撮合。")
    return found
