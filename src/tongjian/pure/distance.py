"""How far apart two points of the earth are."""

from math import asin, cos, radians, sin, sqrt

_RADIUS = 6_371_008.8
"""Metres: the mean radius of the earth (IUGG)."""


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Along the great circle, on a sphere; degrees in (WGS84), metres out. Half a percent off at worst."""
    a, b = radians(latitude), radians(other_latitude)
    height = sin((b - a) / 2) ** 2
    width = sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * _RADIUS * asin(sqrt(min(1.0, height + cos(a) * cos(b) * width)))
