"""Whether a text is a value of a kind."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from tongjian.foundation.rulebook.choices import Leeway, ParameterKind, Unit

QUANTITIES = (ParameterKind.DURATION, ParameterKind.NUMBER, ParameterKind.RATIO)


class Bounds(Protocol):
    """What a higher level says about the values of the levels below."""

    unit: str
    least: str
    most: str


def problem_of(kind: str, value: str, unit: str) -> str:
    """A sentence that says what is wrong with the value and its unit, or nothing."""
    if not value.strip():
        return "新值不能为空。"
    is_right, sentence = _KINDS[ParameterKind(kind)]
    if not is_right(value):
        return sentence
    if kind == ParameterKind.DURATION and (unit not in Unit.values or unit == Unit.NONE):
        return "期限应当有单位：个工作日、日、小时、分钟、个月或者年。"
    if kind != ParameterKind.DURATION and unit:
        return "只有期限才有单位。"
    return ""


def problem_of_bounds(value: str, unit: str, wider: Bounds) -> str:
    """A sentence when a value leaves what the higher level allows; bounds count in the unit of its own value."""
    if not (wider.least or wider.most):
        return ""
    if unit != wider.unit:
        return f"单位应当与上级规定相同（{Unit(wider.unit).label}）。"
    if wider.least and Decimal(value) < Decimal(wider.least):
        return f"上级规定下级的值不小于 {wider.least}。"
    if wider.most and Decimal(value) > Decimal(wider.most):
        return f"上级规定下级的值不大于 {wider.most}。"
    return ""


def problem_of_leeway(kind: str, leeway: str, least: str, most: str) -> str:
    """A sentence when bounds make no sense: only quantities have them, and only where there is leeway."""
    if leeway not in Leeway.values:
        return "请选择下级可否另行规定。"
    given = [text for text in (least, most) if text]
    if not given:
        return ""
    if leeway == Leeway.FIXED:
        return "不允许下级另行规定时不填上下限。"
    if kind not in QUANTITIES:
        return "只有期限、数值和比例有上下限。"
    is_right, sentence = _KINDS[ParameterKind(kind)]
    if not all(is_right(text) for text in given):
        return f"下级的上下限有误：{sentence}"
    return "下级的最小值大于最大值。" if least and most and Decimal(least) > Decimal(most) else ""


def _is_count(value: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", value) is not None


def _is_ratio(value: str) -> bool:
    try:
        return re.fullmatch(r"[0-9.]{1,20}", value) is not None and 0 < Decimal(value) <= 1
    except InvalidOperation:
        return False


def _is_date(value: str) -> bool:
    """A day, or a day of every year; 29 February is one."""
    every_year = re.fullmatch(r"[0-9]{2}-[0-9]{2}", value) is not None
    if not every_year and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        return False
    try:
        date.fromisoformat(f"2024-{value}" if every_year else value)
    except ValueError:
        return False
    return True


def _is_text(value: str) -> bool:
    return len(value) <= 200


_KINDS: Mapping[ParameterKind, tuple[Callable[[str], bool], str]] = {
    ParameterKind.DURATION: (lambda value: _is_count(value) and int(value) > 0, "期限应当是大于 0 的整数。"),
    ParameterKind.NUMBER: (_is_count, "新值应当是不小于 0 的整数。"),
    ParameterKind.RATIO: (_is_ratio, "比例应当大于 0、不超过 1，用小数书写，如 0.03。"),
    ParameterKind.DATE: (_is_date, "日期应当写成 2027-01-31；每年重复的写成 01-31。"),
    ParameterKind.BOOLEAN: (lambda value: value in ("true", "false"), "应当是 true（是）或 false（否）。"),
    ParameterKind.EVENT: (_is_text, "请写明以什么事件为准，200 字以内。"),
    ParameterKind.TEXT: (_is_text, "请填写内容，200 字以内。"),
}
