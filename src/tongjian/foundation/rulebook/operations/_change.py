"""What a rule change rests on: the rows it concerns."""

from datetime import date
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.rulebook.choices import Leeway
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.policies import visible_changes, visible_parameters
from tongjian.foundation.rulebook.queries import holds_on, is_for, specificity
from tongjian.foundation.rulebook.values import problem_of_bounds

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


def above(rows: list[Parameter], change: RuleChange) -> Parameter | None:
    """The row of the next wider scope on the day the change begins: it says what may be departed from."""
    wider = [
        row
        for row in rows
        if holds_on(row, change.valid_from) and is_for(row, *scope_of(change)) and scope_of(row) != scope_of(change)
    ]
    return max(wider, key=specificity, default=None)


def require_leeway(rows: list[Parameter], change: RuleChange) -> None:
    """A lower level sets a value of its own only where the higher one allows it, and within its bounds."""
    wider = above(rows, change)
    if wider is None:
        return
    is_of_agency = change.scope_agency != wider.scope_agency
    if wider.leeway == Leeway.FIXED or (is_of_agency and wider.leeway != Leeway.AGENCY):
        who = "机关" if is_of_agency else "下级"
        raise RuleViolated("no_leeway", f"上级对“{wider.title}”的规定不允许{who}另行规定。", wider.citation)
    if problem := problem_of_bounds(change.value, change.unit, wider):
        raise RuleViolated("outside_leeway", problem, wider.citation)


def require_future(valid_from: date, today: date) -> None:
    if valid_from < today:
        raise RuleViolated("backdated", "规则变更不溯及既往，生效日期不能早于今天。")
