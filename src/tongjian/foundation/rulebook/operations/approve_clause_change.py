"""复核通过条款变更。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.events import ClauseChangeDecided
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.foundation.rulebook.operations._clauses import carry_out, lock_clause_change, require_room
from tongjian.foundation.rulebook.policies import can_decide_clause
from tongjian.foundation.rulebook.queries import reach
from tongjian.foundation.rulebook.workflow import CHANGE_WORKFLOW


@transaction.atomic
def approve_clause_change(*, actor: Actor, change_id: UUID, note: str = "") -> ClauseChange:
    """The second person agrees: the present wording ends where the new one begins. Whoever hears of it asks the
    owners of what hangs on the clause."""
    change = lock_clause_change(actor, change_id)
    require(can_decide_clause(actor, change))
    transition = CHANGE_WORKFLOW.check("approve", state=change.state)
    reached = reach(actor, change.code)
    require_room(change, reached)
    changed = carry_out(change, reached)
    change.state, change.note = ChangeState(transition.target), note.strip()
    change.decided_by, change.decided_at = actor.user_id, timezone.now()
    change.save(update_fields=["state", "note", "decided_by", "decided_at"])
    entry = record(
        actor,
        "rulebook.clause_changed",
        change,
        code=change.full_code,
        kind=change.kind,
        document=change.document,
        valid_from=change.valid_from.isoformat(),
        clauses=changed,
    )
    publish(entry, ClauseChangeDecided(str(change.pk), is_approved=True))
    return change
