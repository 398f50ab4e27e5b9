"""Visits by day and department as a picture, with its table."""

from collections.abc import Sequence
from typing import Any

from tongjian.doors.face.parts import Chart
from tongjian.supervision.planning.queries import DayLoad


def chart_of(days: Sequence[DayLoad]) -> tuple[dict[str, Any], Chart] | None:
    """Option of the bar chart and the rows behind it; None without a day."""
    if not days:
        return None
    names = sorted({agency.name for day in days for agency, _ in day.agencies})
    loads = [{agency.name: visits for agency, visits in day.agencies} for day in days]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0, "bottom": "auto"},
        "grid": {"containLabel": True, "top": 40, "left": 8, "right": 8, "bottom": 8},
        "xAxis": {"type": "category", "data": [f"{day.day:%m-%d}" for day in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"name": name, "type": "bar", "stack": "部门", "data": [load.get(name, 0) for load in loads]}
            for name in names
        ],
    }
    rows = [
        [day.day.isoformat(), day.visits, *(load.get(name, 0) for name in names)]
        for day, load in zip(days, loads, strict=True)
    ]
    return option, Chart(["日期", "进企次数", *names], rows, "每天的进企次数和参加的部门")
