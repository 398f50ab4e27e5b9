"""否决规则变更。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.models import RuleChange
from tongjian.foundation.rulebook.policies import can_decide, visible_changes


@transaction.atomic
def reject_change(*, actor: Actor, change_id: UUID, note: str) -> RuleChange:
    """With a reason; the rule stays as it is."""
    change = visible_changes(actor).select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotFound("change_not_found", "没有这个规则变更，或者您无权查看。")
    require(can_decide(actor, change))
    if not note.strip():
        raise RuleViolated("reason_missing", "请说明否决的理由。")
    change.state, change.note = ChangeState.REJECTED, note.strip()
    change.decided_by, change.decided_at = actor.user_id, timezone.now()
    change.save(update_fields=["state", "note", "decided_by", "decided_at"])
    record(actor, "rulebook.change_rejected", change, code=change.parameter_code, note=change.note)
    return change
