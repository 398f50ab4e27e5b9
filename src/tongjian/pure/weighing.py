"""Several marks on different scales become one figure out of a hundred, by exact fractions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor


@dataclass(frozen=True, slots=True)
class Mark:
    """`points` of `scale`; `weight` against those of the other marks, in any unit."""

    points: int
    scale: int
    weight: int

    def __post_init__(self) -> None:
        if self.scale < 1 or self.weight < 0 or not 0 <= self.points <= self.scale:
            raise ValueError("points lie between none and the scale, and weights are not negative")


def shares(marks: Sequence[Mark]) -> list[Fraction]:
    """What each mark brings to the hundred, whatever the weights add up to; without any weight nothing counts."""
    whole = sum(mark.weight for mark in marks)
    return [Fraction(100 * mark.weight * mark.points, whole * mark.scale) if whole else Fraction(0) for mark in marks]


def total(marks: Sequence[Mark]) -> Decimal:
    """0 to 100 with one decimal, half up."""
    return tenths(sum(shares(marks), Fraction(0)))


def tenths(figure: Fraction) -> Decimal:
    """One decimal, half up; for figures that are not negative."""
    return Decimal(floor(figure * 10 + Fraction(1, 2))).scaleb(-1)
