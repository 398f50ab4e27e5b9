"""按规则库文件提出变更。"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.rulebook.book import Row
from tongjian.foundation.rulebook.models import RuleChange
from tongjian.foundation.rulebook.operations.propose_change import NewValue, propose_change
from tongjian.foundation.rulebook.policies import can_propose, visible_parameters


@transaction.atomic
def propose_book(*, actor: Actor, rows: Sequence[Row], reason: str) -> list[RuleChange]:
    """One change for each value of the file that is to begin, each waiting for a second person; all of them or none.

    `rows` are rows of parameters.csv as `compare_book` found them coming. A refusal names its row.
    """
    require(can_propose(actor))
    if not rows:
        raise RuleViolated("nothing_new", "文件里没有可以提出的新值。")
    return [_propose(actor, row, reason) for row in rows]


def _propose(actor: Actor, row: Row, reason: str) -> RuleChange:
    like = visible_parameters(actor).filter(code=row["code"], scope_industry=row["scope_industry"]).first()
    if like is None:
        raise NotFound("parameter_not_found", f"规则库没有参数 {row['code']}：新的参数随软件发布。")
    try:
        valid_from = date.fromisoformat(row["valid_from"])
    except ValueError as error:
        raise RuleViolated("value_wrong", f"{row['code']}：生效日期“{row['valid_from']}”不是日期。") from error
    new = NewValue(
        value=row["value"],
        unit=row["unit"],
        citation=row["citation"],
        confidence=row["confidence"],
        valid_from=valid_from,
        reason=reason,
        scope_region=row["scope_region"],
        scope_agency=row["scope_agency"],
        leeway=row["leeway"],
        least=row["least"],
        most=row["most"],
    )
    try:
        return propose_change(actor=actor, parameter_id=like.pk, new=new)
    except DomainError as refusal:
        raise RuleViolated(refusal.code, f"{row['code']}：{refusal.sentence}", refusal.citation) from refusal
