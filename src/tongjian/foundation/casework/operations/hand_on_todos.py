"""待办和时限随机构改革转给承接机关。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import TodoState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.casework.queries import OPEN_STATES
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency


@transaction.atomic
def hand_on_todos(*, actor: Actor, from_agency_id: UUID, to_agency_id: UUID) -> dict[str, int]:
    """Open to-dos and open limits of one agency are another's. What the other has to do anyway is not doubled. Safe to
    run twice."""
    require(ALLOW if actor.has("casework.run_clocks") else deny("没有转移待办的权限。"))
    heir = Agency.objects.get(pk=to_agency_id)
    held = Todo.objects.filter(agency=heir, state=TodoState.OPEN).values_list("matter_kind", "matter_id", "step")
    have, now = set(held), timezone.now()
    counts = {"todos": 0, "clocks": 0}
    for todo in Todo.objects.select_for_update().filter(agency=from_agency_id, state=TodoState.OPEN).order_by("pk"):
        if (todo.matter_kind, todo.matter_id, todo.step) in have:
            todo.state, todo.ended_at = TodoState.CANCELLED, now
        else:
            todo.agency = heir
            counts["todos"] += 1
        todo.save(update_fields=["agency", "state", "ended_at"])
    counts["clocks"] = Clock.objects.filter(agency=from_agency_id, state__in=OPEN_STATES).update(agency=heir)
    if any(counts.values()):
        record(actor, "agency.work_followed", heir, from_agency_id=str(from_agency_id), **counts)
    return counts
