"""停用合规手册。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import recorded
from tongjian.supervision.handbooks.operations._lasting import end_earlier
from tongjian.supervision.handbooks.operations._lock import lock_edition
from tongjian.supervision.handbooks.policies import can_review
from tongjian.supervision.handbooks.workflow import EDITION_WORKFLOW


@transaction.atomic
def stop_handbook(*, actor: Actor, edition_id: UUID, reason: str) -> Edition:
    """From today on none of its editions is in force; a new one, reviewed anew, starts it again."""
    edition = lock_edition(actor, edition_id)
    require(can_review(actor, edition))
    target = EDITION_WORKFLOW.check("stop", state=edition.state).target
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明停用理由。")
    today = timezone.localdate()
    end_earlier(edition, today)
    edition.state, edition.valid_until = EditionState(target), today
    edition.save(update_fields=["state", "valid_until"])
    record(actor, "handbook.stopped", edition.handbook, **recorded(edition), reason=reason.strip())
    return edition
