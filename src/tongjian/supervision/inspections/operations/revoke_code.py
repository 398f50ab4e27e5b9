"""作废检查码。"""

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit, VisitCode
from tongjian.supervision.inspections.operations._lock import lock_visit
from tongjian.supervision.inspections.operations._todos import ISSUE_CODE, ask_lead
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW


@transaction.atomic
def revoke_code(*, actor: Actor, visit_id: UUID, reason: str) -> Visit:
    """The code is worthless from now on; anybody who checks it learns so. The visit may get another one."""
    visit = lock_visit(actor, visit_id)
    require(policies.can_revoke_code(actor, visit))
    transition = VISIT_WORKFLOW.check("revoke_code", state=visit.state)
    reason = required_words(reason, "reason_missing", "作废检查码应当说明原因。")
    code = VisitCode.objects.select_for_update().get(visit=visit, revoked_at=None)
    code.revoked_at, code.revoked_reason = timezone.now(), reason
    code.save(update_fields=["revoked_at", "revoked_reason"])
    visit.state = VisitState(transition.target)
    visit.save(update_fields=["state"])
    ask_lead(actor, visit, ISSUE_CODE)
    digest = hashlib.sha256(code.code.encode()).hexdigest()
    record(actor, "visit.code_revoked", visit, code_sha256=digest, reason=reason)
    return visit
