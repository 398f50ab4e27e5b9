"""入企登记。"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import PassageKind, PlaceMissing, VisitState
from tongjian.supervision.inspections.models import Passage
from tongjian.supervision.inspections.operations._grounds import meet_validity
from tongjian.supervision.inspections.operations._lock import lock_visit
from tongjian.supervision.inspections.operations._passages import Place, add_passage
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW


@transaction.atomic
def record_entry(
    *,
    actor: Actor,
    visit_id: UUID,
    at: datetime | None = None,
    place: Place | PlaceMissing | None = None,
    late_reason: str = "",
) -> Passage:
    """An inspector of the visit enters on the planned day, with a valid code. Recorded later: with a reason, within
    T06."""
    visit = lock_visit(actor, visit_id)
    require(policies.can_pass(actor, visit))
    transition = VISIT_WORKFLOW.check("enter", state=visit.state)
    passage = add_passage(actor, visit, PassageKind.ENTRY, at or timezone.now(), place, late_reason)
    visit.state = VisitState(transition.target)
    visit.save(update_fields=["state"])
    meet_validity(actor, visit)
    return passage
