"""What joining the departments' draws saved, and how likely everybody was drawn."""

from typing import Any

import numpy as np

from tongjian.pure import sampling


def figures_of(pool: sampling.Pool, selection: sampling.Selection) -> dict[str, Any]:
    """JSON for `Draw.figures`: visits alone and together, bound, overlaps, and per demand and stratum N, n, π."""
    compared = sampling.compare_draw(pool, selection)
    return {
        "alone_expected": round(compared.alone_expected, 2),
        "alone_actual": compared.alone_actual,
        "joint_actual": compared.joint_actual,
        "bound": round(compared.bound, 2),
        "immune": compared.immune,
        "demands": list(compared.demand_ids),
        "overlap": [list(row) for row in compared.overlap],
        "strata": _strata(pool, selection),
    }


def _strata(pool: sampling.Pool, selection: sampling.Selection) -> list[dict[str, Any]]:
    frame = pool.frame
    chances = sampling.inclusion_probabilities(pool)
    is_selected = np.zeros(len(frame), dtype=np.bool_)
    is_selected[selection.row] = True
    keys = frame.demand * max(len(frame.strata), 1) + frame.stratum
    values, first, group, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    selected = np.bincount(group[is_selected], minlength=len(values))
    return [
        {
            "demand": frame.demand_ids[frame.demand[row]],
            "stratum": frame.strata[frame.stratum[row]],
            "population": count,
            "selected": taken,
            "probability": float(chances[row]),
        }
        for row, count, taken in zip(first.tolist(), counts.tolist(), selected.tolist(), strict=True)
    ]
