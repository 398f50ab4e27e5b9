"""`tongjian import`: files of departments into the registers, each by the operations of its context."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

import click

from tongjian.doors.cli.answer import answer, in_percent, json_option, note, progress
from tongjian.doors.cli.chinese import group
from tongjian.doors.face.exports import csv_response
from tongjian.doors.face.tables import Column
from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.choices import BatchState, Dataset, RunState
from tongjian.foundation.exchange.models import Batch, Finding
from tongjian.foundation.exchange.operations import receive_batch, take_files, work_off_run
from tongjian.foundation.exchange.reading import propose_mapping, read_table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.operations import TownshipRow, load_townships
from tongjian.foundation.org.queries import get_agency_by_code
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.catalog.operations import (
    apply_checklists,
    apply_items,
    apply_officers,
    stage_checklists,
    stage_items,
    stage_officers,
)
from tongjian.supervision.catalog.queries import Preview, preview_table
from tongjian.supervision.registry.operations import apply_entities, apply_grades, stage_entities, stage_grades

COUNTS = ("rows", "accepted", "rejected", "warned", "created", "updated", "unchanged")
FINDING_COLUMNS: tuple[Column[Finding], ...] = (
    Column("row", "行", lambda finding: finding.row, kind="number"),
    Column("column", "列", lambda finding: finding.column),
    Column("value", "值", lambda finding: finding.value),
    Column("rule", "规则", lambda finding: finding.rule),
    Column("severity", "性质", lambda finding: finding.get_severity_display()),
    Column("sentence", "说明", lambda finding: finding.sentence),
)
TOWNSHIP_COLUMNS = {
    "code": ("代码", "乡镇代码", "区划代码", "行政区划代码", "统计用区划代码"),
    "name": ("名称", "乡镇名称", "区划名称", "单位名称"),
}


class Stage(Protocol):
    def __call__(
        self, *, actor: Actor, batch_id: UUID, on_progress: Callable[[float], None] | None = None
    ) -> Batch: ...


class Apply(Protocol):
    def __call__(self, *, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch: ...


@dataclass(frozen=True, slots=True)
class Flow:
    """How one dataset comes in: its context's own operations."""

    dataset: Dataset
    stage: Stage
    apply: Apply


@group("import")
def import_group() -> None:
    """导入：监管对象、监管事项、检查表、执法人员、乡镇。"""


@import_group.command("entities")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@click.option("--agency", default="", metavar="代码", help="数据来源机关的代码。")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="把逐行的校验发现写到这个 CSV 文件。")
@json_option
def import_entities(file: Path, agency: str, report: Path | None) -> None:
    """导入监管对象名录（CSV 或 Excel）。合格的行入库，不合格的行计数并列入报告；中断后再次运行会接着导入。"""
    run_import(Flow(Dataset.ENTITIES, stage_entities, apply_entities), file, agency_code=agency, report=report)


@import_group.command("items")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@click.option("--agency", default="", metavar="代码", help="数据来源机关的代码。")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="把逐行的校验发现写到这个 CSV 文件。")
@click.option("--preview", is_flag=True, help="只看会新增、改动、缺少什么，什么都不改；不带这一项就是确认导入。")
@json_option
def import_items(file: Path, agency: str, report: Path | None, *, preview: bool) -> None:
    """导入监管事项清单（CSV 或 Excel）。都作为草稿入库，由部门的人审核后发布；已发布的版本不会被改动。"""
    if preview:
        show_preview(file)
        return
    run_import(Flow(Dataset.ITEMS, stage_items, apply_items), file, agency_code=agency, report=report)


def show_preview(file: Path) -> None:
    """What acceptance would change, field by field. Nothing is stored."""
    with file.open("rb") as handle:
        table = read_table(handle, queries.limits())
    preview = preview_table(Actor.host(*HOST_CAPABILITIES), table)
    groups = {"added": preview.added, "changed": preview.changed, "removed": preview.removed}
    details = {name: [asdict(change) for change in group] for name, group in groups.items()}
    answer(preview.counts | {"rejected": preview.rejected, "details": details}, _preview_sentence(preview))


def _preview_sentence(preview: Preview) -> str:
    counts = preview.counts
    lines = [
        f"新增 {counts['added']:,}，改动 {counts['changed']:,}，清单里有而文件没有 {counts['removed']:,}，"
        f"无变化 {counts['unchanged']:,}，不合格 {preview.rejected:,}。什么都没有改。"
    ]
    for change in preview.changed:
        lines.append(f"改动 {change.code} {change.title}")
        lines += [
            f"  {field.label}：{field.before or '（空）'} → {field.after or '（空）'}" for field in change.fields
        ]
    lines += [f"新增 {change.code or '（待编码）'} {change.title}" for change in preview.added]
    lines += [f"缺少 {change.code} {change.title}（不会自动废止，由审核人废止）" for change in preview.removed]
    return "\n".join(lines)


@import_group.command("checklists")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@click.option("--agency", default="", metavar="代码", help="数据来源机关的代码。")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="把逐行的校验发现写到这个 CSV 文件。")
@json_option
def import_checklists(file: Path, agency: str, report: Path | None) -> None:
    """导入检查表（CSV 或 Excel），一行一个检查要点。已用于送审或发布的事项的检查表不会被改动。"""
    run_import(Flow(Dataset.CHECKLISTS, stage_checklists, apply_checklists), file, agency_code=agency, report=report)


@import_group.command("officers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@click.option("--agency", default="", metavar="代码", help="数据来源机关的代码；没有写明机关的行登记到这个机关。")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="把逐行的校验发现写到这个 CSV 文件。")
@json_option
def import_officers(file: Path, agency: str, report: Path | None) -> None:
    """导入执法人员名录（CSV 或 Excel）。执法证号相同的更新，留空的格子保持原样；文件里没有的人不受影响。"""
    run_import(Flow(Dataset.OFFICERS, stage_officers, apply_officers), file, agency_code=agency, report=report)


@import_group.command("grades")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@click.option("--agency", default="", metavar="代码", help="评价机关的代码。")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="把逐行的校验发现写到这个 CSV 文件。")
@json_option
def import_grades(file: Path, agency: str, report: Path | None) -> None:
    """导入信用等级表（CSV 或
    Excel）：统一社会信用代码、等级。等级不同的从起算日期起接续，相同的不变；只供内部使用，不公开。"""
    run_import(Flow(Dataset.GRADES, stage_grades, apply_grades), file, agency_code=agency, report=report)


@import_group.command("townships")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@json_option
def import_townships(file: Path) -> None:
    """导入乡镇、街道（CSV 或 Excel，两列：代码、名称）。可选；有一行不对就全部不导入，再次导入只补新的。"""
    with file.open("rb") as handle:
        table = read_table(handle, queries.limits())
    mapping = propose_mapping(table.header, TOWNSHIP_COLUMNS)
    if absent := [names[0] for field, names in TOWNSHIP_COLUMNS.items() if field not in mapping]:
        raise RuleViolated("columns_unknown", f"文件里找不到这些列：{'、'.join(absent)}。")
    frame = table.select(mapping).fill_null("")
    rows = [TownshipRow(**row) for row in frame.iter_rows(named=True)]
    added = load_townships(actor=Actor.host(*HOST_CAPABILITIES), rows=rows)
    answer({"rows": len(rows), "created": added}, f"共 {len(rows):,} 行，新增乡镇、街道 {added:,} 个。")


@import_group.command("feeds")
@json_option
def import_feeds() -> None:
    """立即处理各交换目录里已经传完的文件（后台每分钟也会处理一次）。不合格较多的、表头没见过的留给来源机关处理。"""
    actor = Actor.host(*HOST_CAPABILITIES)
    look = take_files(actor=actor)
    runs = [work_off_run(actor=actor, run_id=run_id) for run_id in queries.list_waiting_runs()]
    counts = {"taken": look.taken} | {
        str(state): sum(run.state == state for run in runs)
        for state in (RunState.APPLIED, RunState.HELD, RunState.FAILED)
    }
    for problem in look.unreadable:
        note(problem)
    answer(
        {**counts, "unreadable": look.unreadable},
        f"取到 {look.taken} 个文件；处理 {len(runs)} 个：已入库 {counts['applied']}，待人工处理 {counts['held']}，"
        f"不能使用 {counts['failed']}。",
    )


def run_import(flow: Flow, file: Path, *, agency_code: str, report: Path | None) -> None:
    """Receives, stages and applies one file, or goes on with what an earlier run of it left; says the counts."""
    actor = Actor.host(*HOST_CAPABILITIES)
    batch = _begun_before(actor, flow, file) or _receive(actor, flow, file, agency_code)
    if batch.state != BatchState.APPLYING:
        with progress("校验", 100) as tell:
            batch = flow.stage(actor=actor, batch_id=batch.pk, on_progress=in_percent(tell))
    if report is not None:
        with report.open("wb") as lines:
            lines.writelines(
                csv_response(FINDING_COLUMNS, queries.findings_of(batch).iterator(chunk_size=2000), "report")
            )
    with progress("入库", batch.accepted) as tell:
        batch = flow.apply(actor=actor, batch_id=batch.pk, on_progress=tell)
    answer({name: getattr(batch, name) for name in COUNTS} | {"batch": str(batch.pk)}, _sentence(batch, report))


def _begun_before(actor: Actor, flow: Flow, file: Path) -> Batch | None:
    with file.open("rb") as handle:
        batch = queries.find_unfinished(actor, dataset=flow.dataset, file=handle)
    if batch is not None:
        note("这个文件上次没有导入完，接着导入。")
    return batch


def _receive(actor: Actor, flow: Flow, file: Path, agency_code: str) -> Batch:
    agency_id = get_agency_by_code(agency_code).pk if agency_code else None
    with file.open("rb") as handle:
        return receive_batch(actor=actor, dataset=flow.dataset, file=handle, file_name=file.name, agency_id=agency_id)


def _sentence(batch: Batch, report: Path | None) -> str:
    lines = [
        f"共 {batch.rows:,} 行：合格 {batch.accepted:,}（其中有提示 {batch.warned:,}），不合格 {batch.rejected:,}。",
        f"新增 {batch.created:,}，更新 {batch.updated:,}，无变化 {batch.unchanged:,}。批次 {batch.pk}",
    ]
    if report is not None:
        lines.append(f"逐行报告：{report}")
    elif batch.rejected or batch.warned:
        lines.append("用 --report 文件.csv 得到逐行报告。")
    return "\n".join(lines)
