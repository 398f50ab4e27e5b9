"""Outlines of cities and counties as SVG, made on this host: no tiles, no script, nothing asked of anybody.

A sketch (示意图), not a map of record: pages say so.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tongjian.pure.codes import parent_of, significant

FILE = Path(__file__).parent / "vendor" / "boundaries.json"
WIDTH = 600.0
_MARGIN = 0.03
_FINEST = 0.8
"""In units of the drawing: nearer points of an outline are left out."""
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees: west, south, east, north."""

    west: float
    south: float
    east: float
    north: float

    def widened(self, least: float = 0.0) -> "Box":
        """With a margin, and at least so many degrees on each side of its middle."""
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        across = max((self.east - self.west) * (0.5 + _MARGIN), least)
        up = max((self.north - self.south) * (0.5 + _MARGIN), least)
        return Box(x - across, y - up, x + across, y + up)

    def __str__(self) -> str:
        return ",".join(f"{value:.5f}" for value in (self.west, self.south, self.east, self.north))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A box drawn WIDTH units wide, north up, a degree of longitude shortened as at its middle."""

    box: Box

    @property
    def height(self) -> float:
        return (self.box.north - self.box.south) * self._scale

    @property
    def _scale(self) -> float:
        """Units per degree of latitude."""
        shortened = math.cos(math.radians((self.box.south + self.box.north) / 2))
        return WIDTH / ((self.box.east - self.box.west) * shortened)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = (longitude - self.box.west) / (self.box.east - self.box.west) * WIDTH
        return x, (self.box.north - latitude) * self._scale


@dataclass(frozen=True, slots=True)
class Outline:
    """`path` is the d of an SVG path; `x` and `y` are where its name stands."""

    code: str
    path: str
    x: float
    y: float


def read_box(text: str) -> Box | None:
    """From what `str(box)` wrote; None for anything that is no box."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    is_box = -180 <= west < east <= 180 and -85 <= south < north <= 85
    return Box(west, south, east, north) if is_box else None


def box_of(code: str) -> Box | None:
    """What holds the region with a margin; None where its boundary is not known."""
    points = [point for one in _drawn(code) for ring in _boundaries()[one] for point in ring]
    if not points:
        return None
    across, up = [point[0] for point in points], [point[1] for point in points]
    return Box(min(across), min(up), max(across), max(up)).widened()


def outlines(code: str, sheet: Sheet) -> list[Outline]:
    """Of what lies directly below the region: its prefectures, its counties, or the county itself."""
    return [_outline(one, sheet) for one in _drawn(code)]


def _drawn(code: str) -> list[str]:
    known = _boundaries()
    below = sorted(one for one in known if parent_of(one) == code)
    return below or [one for one in [code] if one in known]


@lru_cache(maxsize=512)
def _outline(code: str, sheet: Sheet) -> Outline:
    rings = [[sheet.place(*point[:2]) for point in ring] for ring in _boundaries()[code]]
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    x, y = _middle(largest)
    return Outline(code, "".join(_steps(ring) for ring in rings), round(x, 1), round(y, 1))


def _steps(ring: Sequence[tuple[float, float]]) -> str:
    kept = list(_thinned(ring))
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in kept) + "Z" if len(kept) > 2 else ""


def _thinned(ring: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    last = (math.inf, math.inf)
    for point in ring:
        if math.dist(point, last) >= _FINEST:
            last = point
            yield point


def _area(ring: Sequence[tuple[float, float]]) -> float:
    following = [*ring[1:], ring[0]]
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, following, strict=True)) / 2


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of gravity."""
    area, x, y = _area(ring), 0.0, 0.0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a * d - c * b
        x, y = x + (a + c) * cross, y + (b + d) * cross
    return (x / (6 * area), y / (6 * area)) if area else ring[0]


@lru_cache(maxsize=1)
def _boundaries() -> dict[str, list[Ring]]:
    """Empty where the front-end step has not run."""
    if not FILE.exists():
        return {}
    found: dict[str, list[Ring]] = json.loads(FILE.read_text("utf-8"))
    return {code: rings for code, rings in found.items() if significant(code)}
