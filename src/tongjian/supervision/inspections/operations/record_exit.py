"""离企登记。"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import PassageKind, PlaceMissing, VisitState
from tongjian.supervision.inspections.models import Passage
from tongjian.supervision.inspections.operations._lock import lock_visit
from tongjian.supervision.inspections.operations._passages import Place, add_passage, check_entered_before_leaving
from tongjian.supervision.inspections.operations._publication_clock import start_publication_clock
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW


@transaction.atomic
def record_exit(
    *,
    actor: Actor,
    visit_id: UUID,
    at: datetime | None = None,
    place: Place | PlaceMissing | None = None,
    late_reason: str = "",
) -> Passage:
    """An inspector of the visit leaves: the visit is over, and every department's publication clock starts (T01).
    Where nothing was checked nothing is to be published."""
    visit = lock_visit(actor, visit_id)
    require(policies.can_pass(actor, visit))
    VISIT_WORKFLOW.check("leave", state=visit.state)
    entry = visit.passages.get(kind=PassageKind.ENTRY)
    if visit.passages.filter(kind=PassageKind.EXIT).exists():
        raise IllegalTransition("illegal_transition", "已经登记离企。")
    at = at or timezone.now()
    if at < entry.at:
        raise RuleViolated("exit_before_entry", "离企时间不能早于入企时间。")
    check_entered_before_leaving(entry, at, late_reason)
    passage = add_passage(actor, visit, PassageKind.EXIT, at, place, late_reason)
    if not visit.is_check:
        visit.state = VisitState(VISIT_WORKFLOW.check("end", state=visit.state).target)
        visit.save(update_fields=["state"])
        return passage
    for team in visit.teams.select_related("agency"):
        team.visit = visit
        start_publication_clock(actor, team, at)
    return passage
