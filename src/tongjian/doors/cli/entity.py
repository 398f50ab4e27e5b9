"""`tongjian entity`: the search index of entities, and which of them another department's file speaks of."""

from dataclasses import asdict
from pathlib import Path

import click

from tongjian.doors.cli.answer import answer, json_option, progress
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.registry.operations import match_file, rebuild_search, refresh_search
from tongjian.supervision.registry.queries import count_outdated, count_searchable


@group("entity")
def entity() -> None:
    """监管对象：比对来文、更新检索。"""


@entity.command("reindex")
@click.option("--pending", is_flag=True, help="只更新有变化的；不带这一项时全部重建。")
@json_option
def reindex_command(*, pending: bool) -> None:
    """重建名称检索（任意两字、拼音首字母、代码）。可以中断，之后加 --pending 接着做。"""
    act, total = (refresh_search, count_outdated()) if pending else (rebuild_search, count_searchable())
    with progress("更新检索", total) as tell:
        done = act(actor=Actor.host(*HOST_CAPABILITIES), on_progress=tell)
    answer({"entities": done}, f"已更新 {done:,} 个监管对象的检索。")


@entity.command("match")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@json_option
def match_command(file: Path) -> None:
    """把其他部门的名单（CSV 或 Excel，可以没有统一社会信用代码）与名录比对。疑似同一的，到网页上由人判断。"""
    with file.open("rb") as handle:
        counts = match_file(actor=Actor.host(*HOST_CAPABILITIES), file=handle, file_name=file.name)
    found = f"已在名录 {counts.matched:,}，疑似同一 {counts.suggested:,}，新的 {counts.new:,}"
    answer(asdict(counts), f"共 {counts.rows:,} 行：{found}。")
