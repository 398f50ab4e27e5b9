"""What a rule change rests on: the rows it concerns and what its kind of value allows."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.rulebook.choices import ParameterKind, Unit
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.policies import visible_changes, visible_parameters
from tongjian.foundation.rulebook.queries import holds_on

Scope = tuple[str, str, str]
_LEAP_YEAR = "2024-"


def lock_rows(actor: Actor, code: str) -> list[Parameter]:
    """All rows of a parameter, oldest first; NotFound when there is none."""
    rows = list(visible_parameters(actor).select_for_update().filter(code=code).order_by("valid_from", "id"))
    if not rows:
        raise NotFound("parameter_not_found", f"规则库没有参数 {code}，或者您无权查看。")
    return sorted(rows, key=lambda row: row.valid_from or date.min)


def lock_change(actor: Actor, change_id: UUID) -> RuleChange:
    change = visible_changes(actor).select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotFound("change_not_found", "没有这项规则变更，或者您无权查看。")
    return change


def scope_of(row: Parameter | RuleChange) -> Scope:
    return row.scope_region, row.scope_agency, row.scope_industry


def scope_text(scope: Scope) -> str:
    """As the ledger keeps it: `140100/-/-`; everybody everywhere is empty."""
    return "/".join(part or "-" for part in scope) if any(scope) else ""


def in_force(rows: list[Parameter], scope: Scope, on: date) -> Parameter | None:
    """The row of exactly this scope that holds on the day."""
    holding = [row for row in rows if scope_of(row) == scope and holds_on(row, on)]
    return holding[-1] if holding else None


def require_future(valid_from: date, today: date) -> None:
    if valid_from < today:
        raise RuleViolated("retroactive", "生效日期不能早于今天：规则变更不溯及既往。")


def checked_value(kind: str, value: str, unit: str) -> tuple[str, str]:
    """Value and unit as they are stored. Raises RuleViolated when the kind of parameter allows no such value."""
    value = value.strip()
    is_right, sentence = _KINDS[ParameterKind(kind)]
    if not is_right(value):
        raise RuleViolated("value", sentence)
    if kind == ParameterKind.DURATION:
        if unit not in Unit.values or unit == Unit.NONE:
            raise RuleViolated("unit", "期限必须有单位：个工作日、日、小时、分钟、个月或者年。")
        return value, unit
    if unit:
        raise RuleViolated("unit", "只有期限才有单位。")
    return value, ""


def _is_count(value: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", value) is not None


def _is_ratio(value: str) -> bool:
    try:
        return re.fullmatch(r"[0-9.]{1,20}", value) is not None and 0 < Decimal(value) <= 1
    except InvalidOperation:
        return False


def _is_date(value: str) -> bool:
    every_year = re.fullmatch(r"\d{2}-\d{2}", value) is not None
    try:
        date.fromisoformat(f"{_LEAP_YEAR}{value}" if every_year else value)
    except ValueError:
        return False
    return every_year or re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None


def _is_text(value: str) -> bool:
    return 0 < len(value) <= 200


_KINDS: dict[ParameterKind, tuple[Callable[[str], bool], str]] = {
    ParameterKind.DURATION: (lambda value: _is_count(value) and int(value) > 0, "期限应当是大于零的整数。"),
    ParameterKind.NUMBER: (_is_count, "数值应当是不小于零的整数。"),
    ParameterKind.RATIO: (_is_ratio, "比例应当大于 0、不超过 1，用小数书写，例如 0.05。"),
    ParameterKind.DATE: (_is_date, "日期应当写作 2027-06-30，每年重复的写作 06-30。"),
    ParameterKind.BOOLEAN: (lambda value: value in ("true", "false"), "请选择“是”或者“否”。"),
    ParameterKind.EVENT: (_is_text, "请写明以什么事件为准，200 字以内。"),
    ParameterKind.TEXT: (_is_text, "请填写内容，200 字以内。"),
}
