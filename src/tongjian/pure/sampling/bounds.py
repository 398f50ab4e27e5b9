"""What joining the departments' draws saves, and how much more could be saved. Figures for people: floats."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongjian.pure.sampling.freezing import Pool
from tongjian.pure.sampling.selection import Selection


@dataclass(frozen=True)
class DrawFigures:
    """Visits are distinct units visited in the cycle.

    `bound`: Σ_e max_d π_d(e), below which no design with these probabilities can come on average. `alone_*`: every
    department draws and visits by itself (its own demands still joined: the kindest comparison), expected and as
    drawn. `joint_actual`: visits of this draw. `overlap[i][j]`: units drawn for both demands, in the order of
    `demand_ids`. `immune`: units of the frame that no seed can draw.
    """

    demand_ids: tuple[str, ...]
    bound: float
    alone_expected: float
    alone_actual: int
    joint_actual: int
    overlap: tuple[tuple[int, ...], ...]
    immune: int


def compare_draw(pool: Pool, selection: Selection) -> DrawFigures:
    frame = pool.frame
    pi = inclusion_probabilities(pool)
    agencies = sorted({demand.agency for demand in pool.demands})
    agency = np.array([agencies.index(demand.agency) for demand in pool.demands], dtype=np.int64)[frame.demand]
    pair = frame.unit * len(agencies) + agency
    per_unit = _largest(pi, frame.unit)
    chosen = np.zeros((len(frame.demand_ids), len(frame.units)), dtype=np.bool_)
    chosen[frame.demand[selection.row], frame.unit[selection.row]] = True
    overlap = tuple(tuple(int(np.count_nonzero(a & b)) for b in chosen) for a in chosen)
    return DrawFigures(
        frame.demand_ids,
        float(per_unit.sum()),
        float(_largest(pi, pair).sum()),
        len(np.unique(pair[selection.row])),
        int(np.count_nonzero(chosen.any(axis=0))),
        overlap,
        int(np.count_nonzero(per_unit == 0)),
    )


def inclusion_probabilities(pool: Pool) -> NDArray[np.float64]:
    """π of every row of the frame: n/N for fixed, q for poisson, 1 for census."""
    frame = pool.frame
    pi = np.ones(len(frame))
    for position, demand in enumerate(pool.demands):
        mine = np.flatnonzero(frame.demand == position)
        if demand.method == "poisson":
            pi[mine] = frame.q[mine] / 1e9
        elif demand.method == "fixed":
            codes, group, counts = np.unique(frame.stratum[mine], return_inverse=True, return_counts=True)
            sizes = np.array([demand.sizes[frame.strata[code]] for code in codes.tolist()], dtype=np.float64)
            pi[mine] = np.minimum(1.0, sizes / counts)[group]
    return pi


def _largest(pi: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """The largest π of each group, in ascending order of group."""
    _, place = np.unique(group, return_inverse=True)
    largest = np.zeros(int(place.max()) + 1 if len(place) else 0)
    np.maximum.at(largest, place, pi)
    return largest
