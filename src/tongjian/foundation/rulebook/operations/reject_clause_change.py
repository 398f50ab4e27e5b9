"""否决条款变更。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.events import ClauseChangeDecided
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.foundation.rulebook.operations._clauses import lock_clause_change
from tongjian.foundation.rulebook.policies import can_decide_clause
from tongjian.foundation.rulebook.workflow import CHANGE_WORKFLOW


@transaction.atomic
def reject_clause_change(*, actor: Actor, change_id: UUID, note: str) -> ClauseChange:
    """The second person does not agree and says why; the clause stays as it is."""
    change = lock_clause_change(actor, change_id)
    require(can_decide_clause(actor, change))
    transition = CHANGE_WORKFLOW.check("reject", state=change.state)
    if not note.strip():
        raise RuleViolated("note_missing", "请写明否决的理由。", field="note")
    change.state, change.note = ChangeState(transition.target), note.strip()
    change.decided_by, change.decided_at = actor.user_id, timezone.now()
    change.save(update_fields=["state", "note", "decided_by", "decided_at"])
    entry = record(actor, "rulebook.clause_change_rejected", change, code=change.code, note=change.note)
    publish(entry, ClauseChangeDecided(str(change.pk), is_approved=False))
    return change
