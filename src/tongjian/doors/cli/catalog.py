"""`tongjian catalog`: the list of items as of a day, between two days, as a file, who adopted it, and what hangs on a
clause."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from tongjian.doors.cli.affected import as_data
from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import group
from tongjian.doors.cli.duties import findings_data, findings_lines
from tongjian.doors.face.exports import ExportColumn, csv_response, xlsx_response
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.queries import find_region
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import Unlinked
from tongjian.foundation.rulebook.operations import link_rules
from tongjian.supervision.catalog import operations, queries
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.duties.queries import findings

_DAY = click.DateTime(["%Y-%m-%d"])
_region_option = click.option("--region", default="", metavar="代码", help="只看这个地方适用的事项，例：140100。")
_kind_option = click.option("--department", default="", metavar="代码", help="只看这个部门类别，例：SCJG。")


@group("catalog")
def catalog() -> None:
    """监管事项：某日清单、两日对照、导出、领用情况、依据条款。"""


@catalog.command("as-of")
@click.argument("day", type=_DAY, metavar="日期")
@_region_option
@_kind_option
@json_option
def as_of_command(day: datetime, region: str, department: str) -> None:
    """列出某一天有效的全部事项；指定地方时，只列当地编制或者领用的。"""
    on, host = day.date(), _host()
    _known(region)
    versions = queries.published_versions(host, on=on, region=region, agency_kind=department)
    items = [_plain(version) for version in versions.select_related("item__region", "item__main")]
    lines = [f"{on} 有效的监管事项 {len(items):,} 项{f'（{region}）' if region else ''}。"]
    lines += [f"{item['code']}  v{item['version']}  {item['department']}  {item['title']}" for item in items]
    answer({"on": on.isoformat(), "region": region, "count": len(items), "items": items}, "\n".join(lines))


@catalog.command("compare")
@click.argument("before", type=_DAY, metavar="日期一")
@click.argument("after", type=_DAY, metavar="日期二")
@_region_option
@_kind_option
@json_option
def compare_command(before: datetime, after: datetime, region: str, department: str) -> None:
    """对照两个日期的清单：新增、变更（逐个要素）、减少。"""
    _known(region)
    found = queries.compare_days(
        _host(), before.date(), after.date(), region=region, agency_kind=department
    )  # fmt: skip
    counts = found.counts
    details: dict[str, Any] = {
        "added": [_plain(version) for version in found.added],
        "changed": [
            {**_plain(change.after), "was": change.before.number, "fields": [asdict(one) for one in change.fields]}
            for change in found.changed
        ],
        "removed": [_plain(version) for version in found.removed],
    }
    lines = [
        f"{before:%Y-%m-%d} 至 {after:%Y-%m-%d}：新增 {counts['added']:,}，变更 {counts['changed']:,}，"
        f"减少 {counts['removed']:,}，不变 {counts['unchanged']:,}。"
    ]
    for word, group_name in (("新增", "added"), ("变更", "changed"), ("减少", "removed")):
        lines += [f"{word} {item['code']} {item['title']}" for item in details[group_name]]
    answer(counts | {"details": details}, "\n".join(lines))


@catalog.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="文件")
@_kind_option
@json_option
def export_command(file: Path, department: str) -> None:
    """按导入的格式导出清单（.xlsx 或 .csv）；原样导入不会有任何变化。"""
    rows = queries.export_rows(_host(), queries.ItemFilter(agency_kind=department))
    count = rows.count()
    _write(file, queries.EXPORT, rows.iterator(chunk_size=2000))
    answer({"file": str(file), "items": count}, f"已导出 {count:,} 项到 {file}。")


@catalog.command("export-officers")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="文件")
@json_option
def export_officers_command(file: Path) -> None:
    """按导入的格式导出执法人员名录（.xlsx 或 .csv）；原样导入不会有任何变化。"""
    rows = list(queries.export_officers(_host()))
    _write(file, queries.OFFICER_EXPORT, rows)
    answer({"file": str(file), "officers": len(rows)}, f"已导出 {len(rows):,} 人到 {file}。")


@catalog.command("figures")
@_region_option
@_kind_option
@json_option
def figures_command(region: str, department: str) -> None:
    """领用率、检查表编制率、要素完备度：按部门，或者按地方（指定 --department）。"""
    _known(region)
    figures = queries.quality_figures(_host(), region=region, agency_kind=department)
    lines = [
        f"{one.title}：应领 {one.offered:,}，已领 {one.adopted:,}，领用率 {one.adoption_rate:.1f}%，"
        f"检查表编制率 {one.checklist_rate:.1f}%，要素完备度 {one.completeness:.1f}%"
        for one in figures
    ]
    rows = [
        asdict(one)
        | {
            "adoption_rate": one.adoption_rate,
            "checklist_rate": one.checklist_rate,
            "completeness": one.completeness,
        }
        for one in figures
    ]
    answer({"region": region, "department": department, "figures": rows}, "\n".join(lines) or "还没有分级的事项。")


def _write(file: Path, columns: Sequence[ExportColumn[Any]], rows: Iterable[Any]) -> None:
    with file.open("wb") as out:
        if file.suffix.lower() == ".xlsx":
            book = xlsx_response(columns, rows, file.stem).file_to_stream
            assert book is not None
            with book:
                out.writelines(book)
        else:
            out.writelines(csv_response(columns, rows, file.stem))


@catalog.command("link")
@json_option
def link_command() -> None:
    """把事项、检查要点和规则的依据挂接到法规条款，列出未能挂接的（未挂接）及原因。"""
    host = _host()
    new = {"rules": link_rules(actor=host)} | operations.link_clauses(actor=host)
    open_quotes = rulebook.unlinked_quotes(host)
    lines = [f"新挂接：规则 {new['rules']:,}，事项 {new['versions']:,}，检查要点 {new['check_points']:,}。"]
    lines += [f"未挂接 {one.quote}（{Unlinked(one.problem).label}）×{one.things}" for one in open_quotes]
    answer({"new": new, "unlinked": [asdict(one) for one in open_quotes]}, "\n".join(lines))


@catalog.command("affected")
@click.argument("clause", metavar="条款")
@click.option("--on", type=_DAY, default=None, metavar="日期", help="从哪一天起，缺省为今天。")
@json_option
def affected_command(clause: str, on: datetime | None) -> None:
    """列出引用某条款（例：XZCFF-2021:42，或者整部法规 XZCFF-2021）的事项、检查要点和规则。"""
    found = queries.affected(_host(), clause, on.date() if on else None)
    data = as_data(found)
    lines = [
        f"《{found.reach.statute.title}》{data['clause_title']}：影响事项 {len(found.versions):,}，"
        f"检查要点 {len(found.points):,}，规则 {len(found.rules):,}（{found.on} 起）。"
    ]
    lines += [f"事项 {one['code']}  v{one['version']}  {one['owner']}  {one['title']}" for one in data["items"]]
    lines += [f"检查要点 {one['checklist']}-{one['number']}  {one['content']}" for one in data["check_points"]]
    lines += [f"规则 {one['code']}  {one['title']}" for one in data["rules"]]
    if found.unread:
        lines.append(f"另有 {found.unread:,} 个事项版本尚未挂接依据，请先执行 tongjian catalog link。")
    answer(data, "\n".join(lines))


@catalog.command("caps")
@json_option
def caps_command() -> None:
    """列出今天有效的检查频次上限。"""
    found = [
        {
            "agency": cap.agency.name,
            "cap": cap.words,
            "level": cap.level,
            "entity_kind": cap.entity_kind,
            "industry": cap.industry,
            "grade": cap.grade,
            "citation": cap.citation,
        }
        for cap in queries.list_caps(_host(), queries.CapFilter(on=timezone.localdate()))
    ]
    lines = [f"{one['agency']}  {one['cap']}  {one['industry']} {one['grade']}".rstrip() for one in found]
    answer({"caps": found}, "\n".join(lines) or "没有公布检查频次上限。")


@catalog.command("adjustments")
@json_option
def adjustments_command() -> None:
    """列出动态调整任务：缘由、责任部门、事项数、待处理数。"""
    found = [
        {
            "id": str(task.pk),
            "clause": task.change.code if task.change else "",
            "reason": task.title,
            "agency": task.agency.name,
            "items": getattr(task, "items", 0),
            "open": getattr(task, "open_items", 0),
            "opened_at": task.opened_at.isoformat(),
            "done_at": task.done_at.isoformat() if task.done_at else None,
        }
        for task in queries.list_adjustment_tasks(_host())
    ]
    lines = [f"{one['reason']}  {one['agency']}  事项 {one['items']}，待处理 {one['open']}" for one in found]
    answer({"adjustments": found}, "\n".join(lines) or "没有动态调整任务。")


@catalog.command("overlaps")
@_region_option
@click.option("--on", type=_DAY, default=None, metavar="日期", help="哪一天的职责，缺省为今天。")
@json_option
def overlaps_command(region: str, on: datetime | None) -> None:
    """列出职责交叉（同一对象、同一条款或者内容，多个部门没有唯一牵头）和职责空白（环节没有责任部门）。"""
    _known(region)
    found = findings(_host(), region, on.date() if on else None)
    answer(findings_data(found), "\n".join(findings_lines(found)))


def _host() -> Actor:
    return Actor.host(*HOST_CAPABILITIES)


def _known(region: str) -> None:
    if region and find_region(region) is None:
        raise NotFound("region_not_found", f"没有代码为 {region} 的区划。")


def _plain(version: ItemVersion) -> dict[str, Any]:
    item = version.item
    return {
        "code": item.code,
        "national_code": item.national_code,
        "title": item.title,
        "main": item.main.code if item.main else "",
        "department": item.agency_kind.title,
        "department_code": item.agency_kind_id,
        "level": item.level,
        "compiled_in": item.region_id or "",
        "version": version.number,
        "valid_from": _day(version.valid_from),
        "valid_until": _day(version.valid_until),
        "legal_basis": version.legal_basis,
        "object_kind": version.object_kind,
        "checklist": version.checklist.code if version.checklist else "",
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
