"""What a joint draw saved and how fair draws were: the workbench and the portal show the same numbers."""

from dataclasses import dataclass
from typing import Any

from tongjian.doors.face.bars import Bar, Bars
from tongjian.doors.face.parts import Tile
from tongjian.pure.sampling.fairness import MOST_TIMES
from tongjian.supervision.planning.models import FairnessReport
from tongjian.supervision.planning.queries import Comparison, latest_fairness


def tiles_of(figures: Comparison) -> list[Tile]:
    saved = figures.saved_percent
    return [
        Tile("各部门单独抽取", f"{figures.alone_actual} 次", note=f"期望 {figures.alone_expected:g} 次"),
        Tile(
            "联合抽取后",
            f"{figures.joint} 次",
            note=f"比单独抽取少 {saved} %" if saved else "没有减少",
            tone="good",
        ),
        Tile("理论下限", f"{figures.bound:g} 次", note="任何抽法的平均次数都不会更少"),
        Tile("名录", f"{figures.units} 户", note=f"排除 {figures.excluded} 户次"),
        Tile("抽不到的对象", f"{figures.immune} 户", note="" if figures.immune else "人人都有被抽中的可能"),
        Tile("空缺席位", f"{figures.open_places} 个", note=_places_note(figures.open_places)),
    ]


def _places_note(open_places: int) -> str:
    return "符合条件的执法人员不足，留空待补" if open_places else "各部门的执法人员都已配齐"


@dataclass(frozen=True, slots=True)
class Fairness:
    """One report for `face/draws/fairness.html`."""

    report: FairnessReport
    tiles: list[Tile]
    times: Bars
    strata: list[dict[str, Any]]
    tests: list[tuple[str, str]]


def fairness() -> list[Fairness]:
    """The newest reports: of real draws first, of practice draws after them."""
    return [
        Fairness(
            report, _fairness_tiles(report), _times(report.figures), _strata(report.figures), _tests(report.figures)
        )
        for report in latest_fairness()
    ]


def _fairness_tiles(report: FairnessReport) -> list[Tile]:
    figures = report.figures
    return [
        Tile("豁免户", f"{figures['immune']} 户", note="在名录里，但历次抽取都没有可能被抽中"),
        Tile("应抽未抽", f"{figures['overlooked']} 户", note="按概率几乎必然抽中，却一次也没有抽中"),
        Tile("抽中户次", f"{figures['observed']}", note=f"按概率应有 {figures['expected']:.1f}"),
        Tile("测算范围", f"{report.draws} 次抽取", note=f"{figures['entities']} 户"),
    ]


def _times(figures: dict[str, Any]) -> Bars:
    bars = [
        Bar(
            f"抽中 {row['times']} 次" + ("以上" if row["times"] == MOST_TIMES else ""),
            row["observed"],
            f"{row['observed']} 户，应有 {row['expected']:.1f}",
            mark=row["expected"],
        )
        for row in figures["times"]
    ]
    return Bars("抽中次数的分布", bars)


def _strata(figures: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "chance": f"{row['chance']:.2%}", "share": f"{row['share']:.2%}"} for row in figures["strata"]]


def _tests(figures: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("企业抽中次数", _said(figures["test"], "至少两次抽取后才能检验")),
        ("执法人员派定次数", _said(figures["officers"], "同等条件的人员没有可比的派定，无从检验")),
    ]


def _said(test: dict[str, Any], nothing: str) -> str:
    if not test["degrees"]:
        return f"{nothing}。"
    return f"卡方 {test['statistic']:.2f}，自由度 {test['degrees']}，p 值 {test['p']:.4f}。"
