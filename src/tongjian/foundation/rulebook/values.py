"""Whether a text is a value of a kind."""

from datetime import date
from fractions import Fraction

from tongjian.foundation.rulebook.choices import ParameterKind, Unit


def problem_of(kind: str, value: str, unit: str) -> str:
    """A sentence that says what is wrong with the value, or nothing."""
    if not value.strip():
        return "新值不能为空。"
    if kind in (ParameterKind.DURATION, ParameterKind.NUMBER) and not (value.isascii() and value.isdigit()):
        return "新值应当是不小于 0 的整数。"
    if kind == ParameterKind.DURATION and unit in ("", Unit.NONE):
        return "期限应当有单位。"
    if kind == ParameterKind.RATIO and not _is_ratio(value):
        return "比例应当是 0 到 1 之间的小数，如 0.03。"
    if kind == ParameterKind.BOOLEAN and value not in ("true", "false"):
        return "应当是 true（是）或 false（否）。"
    if kind == ParameterKind.DATE and not _is_date(value):
        return "日期应当写成 2026-01-31；每年的日期写成 01-31。"
    return ""


def _is_ratio(value: str) -> bool:
    try:
        return 0 < Fraction(value) <= 1
    except (ValueError, ZeroDivisionError):
        return False


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value if len(value) > 5 else f"2024-{value}")
    except ValueError:
        return False
    return True
