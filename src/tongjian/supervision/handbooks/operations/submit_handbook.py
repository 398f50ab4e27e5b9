"""提交审核。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import all_lines, recorded, refuse_incomplete, refuse_lapsed
from tongjian.supervision.handbooks.operations._lock import lock_edition
from tongjian.supervision.handbooks.operations._todos import ask_reviewers
from tongjian.supervision.handbooks.policies import can_edit
from tongjian.supervision.handbooks.workflow import EDITION_WORKFLOW


@transaction.atomic
def submit_handbook(*, actor: Actor, edition_id: UUID) -> Edition:
    """Complete, and of items in force (V02): otherwise nobody is asked to review it."""
    edition = lock_edition(actor, edition_id)
    require(can_edit(actor, edition.handbook))
    target = EDITION_WORKFLOW.check("submit", state=edition.state).target
    lines = all_lines(edition)
    refuse_incomplete(edition, lines)
    refuse_lapsed(edition, lines, timezone.localdate())
    edition.state, edition.submitted_by_id = EditionState(target), actor.agency_id
    edition.save(update_fields=["state", "submitted_by"])
    ask_reviewers(actor, edition)
    record(actor, "handbook.submitted", edition.handbook, **recorded(edition))
    return edition
