"""Which visits come too soon after those before them, over tens of millions of rows.

Entity and day become one number, the entity in the high bits. Sorted, the n-th visit of an entity lies n − 1 places
after the first; between two entities there is more than any window, so that one subtraction answers for both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DAY_BITS = 17
_MOST_DAYS = 1 << 16
_MOST_ENTITIES = 1 << (63 - _DAY_BITS)


@dataclass(frozen=True, slots=True)
class Repeats:
    """One row for each visit that is the n-th within the window: whose, and on which day. Sorted by both."""

    entity: NDArray[np.int64]
    day: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.day)


def find_repeats(entity: NDArray[np.integer], day: NDArray[np.integer], *, window: int, times: int) -> Repeats:
    """`entity` are codes from 0 on, `day` any count of days; `times` visits within `window` days of each other count,
    the first and the last day included. O(n log n), one copy of eight bytes a row.

    Raises ValueError for columns of different length, days further apart than 65,535, and a window or a number of
    times that mean nothing.
    """
    if len(entity) != len(day):
        raise ValueError("as many days as entities, please")
    if not 0 <= window < _MOST_DAYS or times < 2:
        raise ValueError("a window of 0 to 65,535 days and at least two visits, please")
    if len(entity) < times:
        return Repeats(np.empty(0, np.int64), np.empty(0, np.int64))
    first = int(day.min())
    if int(day.max()) - first >= _MOST_DAYS or int(entity.min()) < 0 or int(entity.max()) >= _MOST_ENTITIES:
        raise ValueError("days or entities out of range")
    keys = entity.astype(np.int64)
    keys <<= _DAY_BITS
    keys += day
    keys -= first
    keys.sort()
    found = keys[times - 1 :][keys[times - 1 :] - keys[: 1 - times] <= window]
    return Repeats(found >> _DAY_BITS, (found & ((1 << _DAY_BITS) - 1)) + first)
