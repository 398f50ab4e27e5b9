"""Over many seeds: is every unit drawn as often as its probability says, and for two demands as often as it may?

    PYTHONPATH=src python -m bench.draw_fairness [--seeds 10000] [--units 400]

Prints the findings as one line of JSON; exit 1 when one of them is not what `tongjian-draw/1` promises.
"""

import argparse
import hashlib
import json
import sys

import numpy as np
from numpy.typing import NDArray

from tongjian.pure.sampling import DemandSpec, FrameRow, draw_pool, freeze, inclusion_probabilities
from tongjian.pure.sampling.freezing import Pool

DEMANDS = (
    DemandSpec("fixed", "a", ("1",), "fixed", {"s0": 7, "s1": 3}),
    DemandSpec("poisson-1", "b", ("1",), "poisson"),
    DemandSpec("poisson-2", "c", ("1",), "poisson"),
)
FIXED, FIRST, SECOND = range(3)
Z_99 = 2.5758


def build_pool(units: int) -> Pool:
    rows = []
    for n in range(units):
        name = hashlib.sha256(f"fairness {n}".encode()).hexdigest()[:32]
        rows.append(FrameRow(name, "fixed", f"s{n % 2}"))
        rows.append(FrameRow(name, "poisson-1", "all", 50_000_000 + 1_000_000 * (n % 400)))
        rows.append(FrameRow(name, "poisson-2", "all", 450_000_000 - 1_000_000 * (n % 300)))
    return freeze(DEMANDS, rows, (), ()).pool


def measure_fairness(*, seeds: int, units: int) -> dict[str, float | bool]:
    """Every unit is in every demand, so a draw is a matrix demand × unit.

    `share_outside_99`: unit-demand pairs whose count lies outside its 99 % interval; about 0.01 by nature.
    `chi_square_z`: chi-square over all units as a normal deviate, the worst of the demands. `worst_joint_z`: largest
    deviation of a count of the two poisson demands together from min(π1, π2), in standard deviations.
    """
    pool = build_pool(units)
    shape = (units, len(DEMANDS))
    pi = inclusion_probabilities(pool).reshape(shape)
    counts, joint = np.zeros(shape), np.zeros(units)
    sizes_hold = is_nested = True
    for number in range(seeds):
        chosen = np.zeros(units * len(DEMANDS), dtype=np.bool_)
        chosen[draw_pool(pool, hashlib.sha256(f"seed {number}".encode()).digest()).row] = True
        chosen = chosen.reshape(shape)
        counts += chosen
        both = chosen[:, FIRST] & chosen[:, SECOND]
        joint += both
        smaller = np.where(pi[:, FIRST] <= pi[:, SECOND], chosen[:, FIRST], chosen[:, SECOND])
        is_nested = is_nested and bool((both == smaller).all())
        sizes_hold = sizes_hold and int(chosen[:, FIXED].sum()) == sum(DEMANDS[FIXED].sizes.values())
    z = (counts - seeds * pi) / np.sqrt(seeds * pi * (1 - pi))
    least = np.minimum(pi[:, FIRST], pi[:, SECOND])
    joint_z = (joint - seeds * least) / np.sqrt(seeds * least * (1 - least))
    return {
        "seeds": seeds,
        "units": units,
        "share_outside_99": float((np.abs(z) > Z_99).mean()),
        "chi_square_z": max(_chi_square(z[:, FIRST]), _chi_square(z[:, SECOND]), _chi_square_fixed(z[:, FIXED])),
        "worst_joint_z": float(np.abs(joint_z).max()),
        "joint_is_nested": is_nested,
        "fixed_sizes_hold": sizes_hold,
    }


def _chi_square(z: NDArray[np.float64]) -> float:
    return float((np.sum(z**2) - len(z)) / np.sqrt(2 * len(z)))


def _chi_square_fixed(z: NDArray[np.float64]) -> float:
    """In a stratum of N units with a fixed size the counts add up: Σz² · (N-1)/N has N-1 degrees of freedom."""
    degrees = total = 0.0
    for stratum in (z[0::2], z[1::2]):
        degrees += len(stratum) - 1
        total += float(np.sum(stratum**2)) * (len(stratum) - 1) / len(stratum)
    return float((total - degrees) / np.sqrt(2 * degrees))


def is_fair(found: dict[str, float | bool]) -> bool:
    pairs = found["units"] * len(DEMANDS)
    tolerance = 3 * (0.01 * 0.99 / pairs) ** 0.5
    deviations = found["chi_square_z"] < 4 and found["worst_joint_z"] < 4.5
    promises = found["joint_is_nested"] and found["fixed_sizes_hold"]
    return bool(found["share_outside_99"] <= 0.01 + tolerance and deviations and promises)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=400)
    arguments = parser.parse_args()
    found = measure_fairness(seeds=arguments.seeds, units=arguments.units)
    print(json.dumps({**found, "fair": is_fair(found)}))
    return 0 if is_fair(found) else 1


if __name__ == "__main__":
    sys.exit(main())
