"""取消检查。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, withdraw_arbitrations
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.inspections.operations._grounds import give_back
from tongjian.supervision.inspections.operations._lock import lock_visit
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW


@transaction.atomic
def cancel_visit(*, actor: Actor, visit_id: UUID, reason: str) -> Visit:
    """Nobody has entered yet, and nobody will. A code that was issued is revoked; the visit no longer counts."""
    visit = lock_visit(actor, visit_id)
    require(policies.can_cancel(actor, visit))
    transition = VISIT_WORKFLOW.check("cancel", state=visit.state)
    reason = required_words(reason, "reason_missing", "取消检查应当说明原因。")
    visit.codes.filter(revoked_at=None).update(revoked_at=timezone.now(), revoked_reason=reason)
    visit.state, visit.cancelled_reason = VisitState(transition.target), reason
    visit.save(update_fields=["state", "cancelled_reason"])
    teams = visit.teams.all()
    for matter in (visit, *teams):
        end_todos(actor=actor, matter=matter, is_cancelled=True)
    for team in teams:
        withdraw_arbitrations(actor=actor, matter=team, handovers=team.handovers.select_for_update(), reason=reason)
    give_back(actor, visit, reason)
    record(actor, "visit.cancelled", visit, reason=reason)
    return visit
