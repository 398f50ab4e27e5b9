"""What a value of each kind looks like."""

import pytest

from tongjian.foundation.rulebook.choices import ParameterKind
from tongjian.foundation.rulebook.values import problem_of

GOOD = [
    ("duration", "20", "WD"),
    ("duration", "1", "Y"),
    ("number", "0", ""),
    ("number", "3000", ""),
    ("ratio", "0.03", ""),
    ("ratio", "1", ""),
    ("date", "2027-06-30", ""),
    ("date", "02-29", ""),
    ("boolean", "true", ""),
    ("event", "离企前", ""),
    ("text", "01;02", ""),
]
BAD = [
    ("duration", "0", "WD"),
    ("duration", "-1", "WD"),
    ("duration", "一", "WD"),
    ("duration", "２０", "WD"),
    ("duration", "20", ""),
    ("duration", "20", "week"),
    ("number", "1.5", ""),
    ("number", "3", "D"),
    ("ratio", "0", ""),
    ("ratio", "1.01", ""),
    ("ratio", "5%", ""),
    ("ratio", "1/3", ""),
    ("ratio", "nan", ""),
    ("ratio", "0.0.1", ""),
    ("date", "2027-02-30", ""),
    ("date", "20270630", ""),
    ("date", "6-30", ""),
    ("boolean", "是", ""),
    ("text", " ", ""),
    ("text", "长" * 201, ""),
]


@pytest.mark.parametrize(("kind", "value", "unit"), GOOD)
def test_these_are_values(kind, value, unit):
    assert problem_of(kind, value, unit) == ""


@pytest.mark.parametrize(("kind", "value", "unit"), BAD)
def test_these_are_none_and_it_is_said_why(kind, value, unit):
    assert problem_of(kind, value, unit).endswith("。")


def test_every_kind_is_tried():
    assert {kind for kind, _value, _unit in GOOD} == {kind.value for kind in ParameterKind}
