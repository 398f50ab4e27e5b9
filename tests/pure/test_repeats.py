"""短期内多次检查 over columns: as a plain reading of the rule would have it."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.repeats import find_repeats

pytestmark = pytest.mark.engine("sqlite")


def plainly(rows, window, times):
    days = defaultdict(list)
    for entity, day in rows:
        days[entity].append(day)
    return sorted(
        (entity, ordered[n])
        for entity, ordered in ((entity, sorted(seen)) for entity, seen in days.items())
        for n in range(times - 1, len(ordered))
        if ordered[n] - ordered[n - times + 1] <= window
    )


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(-200, 200)), max_size=60),
    st.integers(0, 65_535),
    st.integers(2, 4),
)
def test_it_finds_what_a_plain_reading_finds(rows, window, times):
    columns = np.array(rows, dtype=np.int32).reshape(-1, 2)
    found = find_repeats(columns[:, 0], columns[:, 1], window=window, times=times)
    assert list(zip(found.entity.tolist(), found.day.tolist(), strict=True)) == plainly(rows, window, times)


def test_the_last_day_of_one_and_the_first_of_the_next_entity_are_not_near_each_other():
    entity, day = np.array([0, 1]), np.array([65_535, 0])
    assert len(find_repeats(entity, day, window=65_535, times=2)) == 0


@pytest.mark.parametrize(
    ("entity", "day", "window", "times"),
    [
        ([0], [1, 2], 60, 2),
        ([0, 0], [0, 65_536], 60, 2),
        ([-1, 0], [0, 0], 60, 2),
        ([0], [0], 60, 1),
        ([0], [0], -1, 2),
    ],
)
def test_what_means_nothing_is_refused(entity, day, window, times):
    with pytest.raises(ValueError, match="please|range"):
        find_repeats(np.array(entity), np.array(day), window=window, times=times)
