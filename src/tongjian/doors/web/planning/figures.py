"""The figures of a draw as tiles, matrix and table."""

from typing import Any

from tongjian.doors.face.parts import Tile
from tongjian.foundation.org.models import Region
from tongjian.supervision.planning.models import Draw


def figures_context(draw: Draw) -> dict[str, Any]:
    """Empty until the draw: nothing is known before."""
    figures = draw.figures
    if "joint_actual" not in figures:
        return {"tiles": [], "matrix": [], "strata": []}
    titles = dict(draw.demands.values_list("code", "title"))
    return {"tiles": tiles_of(draw), "matrix": _matrix(figures, titles), "strata": _strata(figures, titles)}


def tiles_of(draw: Draw) -> list[Tile]:
    figures = draw.figures
    alone, joint = figures["alone_actual"], figures["joint_actual"]
    saved = alone - joint
    share = f"少 {saved * 100 // alone} %" if alone and saved else "没有减少"
    return [
        Tile("各部门单独抽取", f"{alone} 次", note=f"期望 {figures['alone_expected']:g} 次"),
        Tile("联合抽取后", f"{joint} 次", note=f"比单独抽取{share}", tone="good"),
        Tile("理论下限", f"{figures['bound']:g} 次", note="任何抽法的平均次数都不会更少"),
        Tile("名录", f"{figures['units']} 户", note=f"排除 {figures['excluded']} 户次"),
        Tile("抽不到的对象", f"{figures['immune']} 户", note="人人都有被抽中的可能" if not figures["immune"] else ""),
        Tile("空缺席位", f"{figures['open_places']} 个", note="符合条件的执法人员不足的，留空待补"),
    ]


def _matrix(figures: dict[str, Any], titles: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"code": code, "title": titles.get(code, code), "cells": row}
        for code, row in zip(figures["demands"], figures["overlap"], strict=True)
    ]


def _strata(figures: dict[str, Any], titles: dict[str, str]) -> list[dict[str, Any]]:
    names = dict(Region.objects.filter(pk__in={row["stratum"] for row in figures["strata"]}).values_list("pk", "name"))
    return [
        {
            **row,
            "title": titles.get(row["demand"], row["demand"]),
            "stratum_name": names.get(row["stratum"], "全部"),
            "percent": f"{row['probability'] * 100:.4g}%",
        }
        for row in figures["strata"]
    ]
