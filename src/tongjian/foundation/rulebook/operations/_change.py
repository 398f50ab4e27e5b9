"""What a rule change rests on: the rows it concerns."""

from datetime import date
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.policies import visible_changes, visible_parameters
from tongjian.foundation.rulebook.queries import holds_on

Scope = tuple[str, str, str]


def lock_rows(actor: Actor, code: str) -> list[Parameter]:
    """All rows of a parameter, oldest first."""
    rows = visible_parameters(actor).select_for_update().filter(code=code)
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
        raise RuleViolated("backdated", "规则变更不溯及既往，生效日期不能早于今天。")
