"""Bars drawn on this host as SVG: no script, no style in the page; beside them always the table they come from.

Template `face/bars.html` needs `bars` (Bars).
"""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, ACROSS, RIGHT, PITCH, THICK = 200, 300, 100, 26, 14
"""Units of the drawing: room for the names, for the longest bar and for the numbers; rows and bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` in the unit of all bars; `said` is how it is written; `mark` is where it was to be, if anywhere."""

    label: str
    value: float
    said: str
    mark: float | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class DrawnBar:
    bar: Bar
    top: int
    middle: int
    bottom: int
    width: float
    said_at: float
    mark_at: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    title: str
    bars: Sequence[Bar]

    left, thick, width = LEFT, THICK, LEFT + ACROSS + RIGHT
    name_at = LEFT - 8

    @property
    def height(self) -> int:
        return PITCH * len(self.bars) + PITCH // 2

    @property
    def drawn(self) -> list[DrawnBar]:
        longest = max((max(bar.value, bar.mark or 0) for bar in self.bars), default=0) or 1
        return [
            DrawnBar(
                bar=bar,
                top=place * PITCH + (PITCH - THICK) // 2,
                middle=place * PITCH + PITCH // 2,
                bottom=(place + 1) * PITCH - (PITCH - THICK) // 2,
                width=round(bar.value / longest * ACROSS, 1),
                said_at=round(LEFT + 8 + max(bar.value, bar.mark or 0) / longest * ACROSS, 1),
                mark_at=None if bar.mark is None else round(LEFT + bar.mark / longest * ACROSS, 1),
            )
            for place, bar in enumerate(self.bars)
        ]

    @property
    def said(self) -> str:
        """The picture in words, for who does not see it."""
        return f"{self.title}：" + "；".join(f"{bar.label} {bar.said}" for bar in self.bars)
