"""The year's visits as a picture, with the table behind it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tongjian.doors.face.parts import Chart
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.inspections import queries

_STAGES = (("待检查", "ahead"), ("检查中、待公示", "begun"), ("已公示", "published"))


@dataclass(frozen=True, slots=True)
class YearCard:
    title: str
    sentence: str
    option: dict[str, Any]
    rows: Chart
    url: str


def year_card(actor: Actor, year: int) -> YearCard | None:
    """None where there is nothing to draw. Practice visits are shown, and called so, while there are no others."""
    figures = queries.figures_of_year(actor, year)
    if not figures.visits:
        figures = queries.figures_of_year(actor, year, is_practice=True)
    if not figures.visits:
        return None
    months = [f"{month.month}月" for month in figures.months]
    series = [
        {"type": "bar", "stack": "visits", "name": name, "data": [getattr(month, field) for month in figures.months]}
        for name, field in _STAGES
    ]
    name = f"{year} 年联合检查{'（演练）' if figures.is_practice else ''}"
    return YearCard(
        title=name,
        sentence=_sentence(figures),
        option={
            "legend": {"top": 0, "right": 0},
            "xAxis": {"type": "category", "data": months},
            "yAxis": {"type": "value", "minInterval": 1},
            "series": series,
        },
        rows=Chart(
            ("月份", *(label for label, _ in _STAGES)),
            [
                (f"{m.month}月", m.ahead, m.begun, m.published)
                for m in figures.months
                if m.ahead + m.begun + m.published
            ],
            f"{name}，按检查日期（次）",
        ),
        url=reverse("inspections:list"),
    )


def _sentence(figures: queries.YearFigures) -> str:
    if not figures.spared:
        return f"共 {figures.visits:,} 次入企。"
    share = round(figures.spared * 100 / figures.parts)
    joined, alone = f"共 {figures.visits:,} 次入企", f"各部门分别去要 {figures.parts:,} 次"
    return f"{joined}；{alone}，合并后少 {figures.spared:,} 次（{share}%）。"
