"""Putting a department's part before the common superior."""

from django.urls import reverse

from tongjian.foundation.casework.models import Arbitration
from tongjian.foundation.casework.operations import ask_arbiter
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections.models import TeamHandover


def ask_superior(actor: Actor, handover: TeamHandover) -> Arbitration | None:
    """None when no superior is on record: the department that holds the part has a to-do to ask again."""
    visit = handover.team.visit
    arbitration = ask_arbiter(
        actor=actor,
        handover=handover,
        matter=handover.team,
        title=visit.entity.name,
        url=reverse("inspections:arbitration", args=[handover.pk]),
        capability="inspections.prepare",
    )
    if arbitration is not None:
        record(
            actor,
            "visit.arbitration_asked",
            visit,
            arbiter_id=str(arbitration.arbiter_id),
            temporary_id=str(arbitration.temporary_id),
            refusing_id=str(arbitration.refusing_id),
        )
    return arbitration
