"""Is one share different from another, by how much, and how sure may one be: two independent groups of visits.

The interval is Newcombe's hybrid of two Wilson intervals (Statistics in Medicine 17, 1998, method 10); the effect size
is Cohen's h = 2·asin√p₁ − 2·asin√p₂ (0.2 small, 0.5 medium, 0.8 large); the p-value is that of the pooled z-test.
"""

from dataclasses import dataclass
from math import asin, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`hits` of `count` against `other_hits` of `other_count`; `low` and `high` bound the difference at 95 %."""

    hits: int
    count: int
    other_hits: int
    other_count: int
    difference: float
    low: float
    high: float
    effect: float
    p_value: float

    @property
    def share(self) -> float:
        return self.hits / self.count

    @property
    def other_share(self) -> float:
        return self.other_hits / self.other_count


def compare(hits: int, count: int, other_hits: int, other_count: int) -> Comparison:
    """Raises ValueError for groups that cannot be: empty, or with more hits than members."""
    if not (0 <= hits <= count and 0 <= other_hits <= other_count and count and other_count):
        raise ValueError("both groups need members, and no more hits than members")
    share, other = hits / count, other_hits / other_count
    low, high = _wilson(hits, count)
    other_low, other_high = _wilson(other_hits, other_count)
    difference = share - other
    pooled = (hits + other_hits) / (count + other_count)
    error = sqrt(pooled * (1 - pooled) * (1 / count + 1 / other_count))
    return Comparison(
        hits=hits,
        count=count,
        other_hits=other_hits,
        other_count=other_count,
        difference=difference,
        low=difference - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        high=difference + sqrt((high - share) ** 2 + (other - other_low) ** 2),
        effect=2 * asin(sqrt(share)) - 2 * asin(sqrt(other)),
        p_value=2 * (1 - _NORMAL.cdf(abs(difference) / error)) if error else 1.0,
    )


def _wilson(hits: int, count: int) -> tuple[float, float]:
    z = _NORMAL.inv_cdf(0.975)
    share = hits / count
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - half) / (1 + z * z / count), (middle + half) / (1 + z * z / count)
