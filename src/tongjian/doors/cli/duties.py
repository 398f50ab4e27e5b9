"""Overlaps and gaps of duties, as plain data and as lines."""

from collections.abc import Iterable
from typing import Any

from tongjian.supervision.duties.choices import Stage
from tongjian.supervision.duties.queries import Findings


def findings_data(found: Findings) -> dict[str, Any]:
    """One row an item of an overlap or gap and stage."""
    return {
        "overlaps": [
            {
                "region": one.region,
                "item": item.code,
                "items": [other.code for other in one.items],
                "clause": "；".join(one.clauses),
                "stage": str(stage),
                "departments": list(one.departments),
                "objects": list(one.objects),
                "reasons": list(one.reasons),
                "settlement": one.settlement,
            }
            for one in found.overlaps
            for item in one.items[:1]
            for stage in one.stages
        ],
        "gaps": [
            {
                "region": one.region,
                "item": one.item.code,
                "clause": "",
                "stage": str(stage),
                "departments": list(one.departments),
                "reason": one.reason,
                "settlement": one.settlement,
            }
            for one in found.gaps
            for stage in one.stages
        ],
    }


def findings_lines(found: Findings) -> list[str]:
    lines = [f"职责交叉 {len(found.overlaps):,} 处，职责空白 {len(found.gaps):,} 处。"]
    for one in found.overlaps:
        titles = "、".join(item.title for item in one.items)
        who = "、".join(one.departments)
        lines.append(f"交叉  {one.region}  {titles}（{_words(one.stages)}）：{who}；{'；'.join(one.reasons)}")
    lines += [
        f"空白  {one.region}  {one.item.code} {one.item.title}（{_words(one.stages)}）：{one.reason}"
        for one in found.gaps
    ]
    return lines


def _words(stages: Iterable[Stage]) -> str:
    return "、".join(stage.label for stage in stages)
