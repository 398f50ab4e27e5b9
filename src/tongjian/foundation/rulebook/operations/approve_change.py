"""批准规则变更。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.events import ChangeDecided
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.operations._change import (
    in_force,
    lock_change,
    lock_rows,
    require_future,
    require_leeway,
    scope_of,
    scope_text,
)
from tongjian.foundation.rulebook.operations.cite_clauses import cite_clauses
from tongjian.foundation.rulebook.policies import can_decide
from tongjian.foundation.rulebook.queries import link
from tongjian.foundation.rulebook.workflow import CHANGE_WORKFLOW


@transaction.atomic
def approve_change(*, actor: Actor, change_id: UUID, note: str = "") -> Parameter:
    """The second person agrees: the present row of the scope ends where the new one begins. Nothing is overwritten,
    so records made before that day read as they did."""
    change = lock_change(actor, change_id)
    require(can_decide(actor, change))
    transition = CHANGE_WORKFLOW.check("approve", state=change.state)
    require_future(change.valid_from, timezone.localdate())
    rows = lock_rows(actor, change.parameter_code)
    if not rows:
        raise NotFound("parameter_not_found", "没有这项参数，或者您无权查看。")
    require_leeway(rows, change)
    before = in_force(rows, scope_of(change), change.valid_from)
    if before is not None and before.valid_from == change.valid_from:
        raise Conflict("same_start", f"这项参数在同一适用范围内已有从 {change.valid_from} 起生效的值，请重新提出。")
    parameter = _new_row(change, rows, before)
    if before is not None:
        before.valid_until = change.valid_from
        before.save(update_fields=["valid_until"])
    parameter.save(force_insert=True)
    [cited] = link([(parameter.citation, change.valid_from)])
    cite_clauses(actor=actor, kind=parameter._meta.label_lower, cited={parameter.pk: cited})
    change.state, change.note = ChangeState(transition.target), note.strip()
    change.decided_by, change.decided_at = actor.user_id, timezone.now()
    change.save(update_fields=["state", "note", "decided_by", "decided_at"])
    entry = record(
        actor,
        "rulebook.change_approved",
        change,
        code=change.parameter_code,
        scope=scope_text(scope_of(change)),
        value=change.value,
        unit=change.unit,
        valid_from=change.valid_from.isoformat(),
        value_before=f"{before.value}{before.unit}" if before else "",
    )
    publish(entry, ChangeDecided(str(change.pk)))
    return parameter


def _new_row(change: RuleChange, rows: list[Parameter], before: Parameter | None) -> Parameter:
    """Title, kind and what may be extended come from the row it follows, or from the newest of the parameter."""
    like = before or rows[-1]
    scope = scope_of(change)
    later = [row.valid_from for row in rows if scope_of(row) == scope and _begins_after(row, change.valid_from)]
    return Parameter(
        code=change.parameter_code,
        title=like.title,
        kind=like.kind,
        value=change.value,
        unit=change.unit,
        extension_value=like.extension_value,
        extension_unit=like.extension_unit,
        scope_region=change.scope_region,
        scope_agency=change.scope_agency,
        scope_industry=change.scope_industry,
        leeway=change.leeway,
        least=change.least,
        most=change.most,
        context=like.context,
        citation=change.citation,
        confidence=change.confidence,
        valid_from=change.valid_from,
        valid_until=before.valid_until if before else min(filter(None, later), default=None),
        note=change.reason,
    )


def _begins_after(row: Parameter, day: date) -> bool:
    return row.valid_from is not None and row.valid_from > day
