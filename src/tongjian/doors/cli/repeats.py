"""tongjian visit repeats: a file of visits from any system, checked for enterprises visited too soon again."""

from pathlib import Path

import click
import numpy as np
import polars as pl

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import command
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.rulebook.queries import number
from tongjian.pure.repeats import find_repeats

SHOWN = 20


@command("repeats")
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--entity", default="统一社会信用代码", show_default=True, metavar="列名", help="企业所在的列。")
@click.option("--on", default="检查日期", show_default=True, metavar="列名", help="检查日期所在的列（2026-11-24）。")
@click.option("--days", type=click.IntRange(0, 3660), default=None, help="窗口天数；不写按规则库 T09a。")
@click.option("--times", type=click.IntRange(2, 100), default=None, help="次数；不写按规则库 T09b。")
@json_option
def repeats_command(file: Path, entity: str, on: str, days: int | None, times: int | None) -> None:
    """统计一份检查记录（CSV）中短期内多次检查的情形（W01）；有因检查请先从文件中去掉。"""
    window = number("T09a") if days is None else days
    least = number("T09b") if times is None else times
    rows = _read(file, entity, on)
    codes = rows[entity].rank("dense").to_numpy() - 1 if len(rows) else np.empty(0, np.int64)
    found = find_repeats(codes, rows[on].to_physical().to_numpy(), window=window, times=least)
    hit, counts = np.unique(found.entity, return_counts=True)
    names = rows[entity].unique().sort()
    worst = [(str(names[int(hit[n])]), int(counts[n])) for n in np.argsort(-counts, kind="stable")[:SHOWN]]
    data = {
        "rows": len(rows), "entities": len(names), "window_days": window, "times": least,
        "repeats": len(found), "repeated_entities": len(hit),
        "worst": [{"entity": name, "repeats": count} for name, count in worst],
    }  # fmt: skip
    lines = [
        f"{len(rows):,} 次检查，{len(names):,} 户企业；{window} 天内达到 {least} 次的情形 {len(found):,} 次，"
        f"涉及 {len(hit):,} 户。",
        *(f"  {name}  {count} 次" for name, count in worst),
    ]
    answer(data, "\n".join(lines))


def _read(file: Path, entity: str, on: str) -> pl.DataFrame:
    """Two columns; raises RuleViolated for a file that has not got them, or with days that are none."""
    try:
        rows = pl.read_csv(file, columns=[entity, on], infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise RuleViolated("columns_missing", f"文件应当是 CSV，且有“{entity}”和“{on}”两列。") from error
    rows = rows.with_columns(pl.col(entity).str.strip_chars().str.to_uppercase())
    rows = rows.with_columns(pl.col(on).str.strip_chars().str.to_date("%Y-%m-%d", strict=False))
    if wrong := rows.null_count().sum_horizontal()[0]:
        raise RuleViolated("rows_wrong", f"有 {wrong} 处企业代码或者日期为空或者不是 2026-11-24 这样的日期。")
    return rows
