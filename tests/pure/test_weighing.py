"""Marks on different scales, one figure out of a hundred."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.weighing import Mark, shares, tenths, total


@st.composite
def mark(draw):
    scale = draw(st.integers(1, 100))
    return Mark(draw(st.integers(0, scale)), scale, draw(st.integers(0, 100)))


marks = st.lists(mark(), max_size=8)


@given(marks)
def test_the_total_lies_between_none_and_a_hundred_and_is_the_sum_of_the_shares(given_marks):
    figure = total(given_marks)
    assert 0 <= figure <= 100
    assert figure == tenths(sum(shares(given_marks), Fraction(0)))


@given(marks, st.integers(1, 50))
def test_only_the_proportion_of_the_weights_counts(given_marks, factor):
    heavier = [Mark(one.points, one.scale, one.weight * factor) for one in given_marks]
    assert total(heavier) == total(given_marks)


@given(st.lists(mark(), min_size=1, max_size=8), st.data())
def test_a_point_more_never_lowers_the_total(given_marks, data):
    place = data.draw(st.integers(0, len(given_marks) - 1))
    one = given_marks[place]
    more = [*given_marks]
    more[place] = Mark(min(one.points + 1, one.scale), one.scale, one.weight)
    assert total(more) >= total(given_marks)


def test_half_a_tenth_goes_up_and_full_marks_are_a_hundred():
    assert total([Mark(1, 2, 1), Mark(0, 1, 999)]) == Decimal("0.1")
    assert total([Mark(5, 5, 30), Mark(3, 3, 7)]) == Decimal("100.0")
    assert total([]) == 0


@pytest.mark.parametrize("wrong", [(6, 5, 1), (-1, 5, 1), (0, 0, 1), (1, 5, -1)])
def test_points_beyond_the_scale_are_no_mark(wrong):
    with pytest.raises(ValueError, match="scale"):
        Mark(*wrong)
