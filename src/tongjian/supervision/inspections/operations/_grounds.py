"""The document of a visit that was not planned, from its order to its end."""

from datetime import datetime, time

from django.utils import timezone

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations import cancel_clocks, meet_clock, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.inspections.models import Visit, VisitCause, VisitTeam
from tongjian.supervision.inspections.queries import AFTERWARDS, PLANNED_CAUSE, VALIDITY


def start_validity(actor: Actor, visit: Visit, ground: VisitCause) -> Clock:
    """Counted from the date of the document: a complaint of last year is no reason to come tomorrow."""
    return start_clock(
        actor=actor,
        parameter_code=VALIDITY,
        matter=visit,
        title=f"实施有因检查：{visit.entity.name}"[:200],
        agency_id=ground.agency_id,
        started_at=datetime.combine(ground.document_on, time(), tzinfo=timezone.get_current_timezone()),
        url=visit.get_absolute_url(),
    )


def start_approval_afterwards(actor: Actor, team: VisitTeam) -> Clock:
    return start_clock(
        actor=actor,
        parameter_code=AFTERWARDS,
        matter=team,
        title=f"补办批准：{team.visit.entity.name}"[:200],
        agency_id=team.agency_id,
        url=team.visit.get_absolute_url(),
    )


def meet_validity(actor: Actor, visit: Visit) -> None:
    """Somebody went in."""
    if visit.is_check and visit.cause != PLANNED_CAUSE:
        meet_clock(actor=actor, matter=visit, parameter_code=VALIDITY)


def give_back(actor: Actor, visit: Visit, reason: str) -> None:
    """The visit will not take place: its document may be used again and no clock of it runs on."""
    if visit.cause == PLANNED_CAUSE:
        return
    VisitCause.objects.filter(visit=visit, withdrawn_at=None).update(withdrawn_at=timezone.now())
    for matter in (visit, *visit.teams.all()):
        cancel_clocks(actor=actor, matter=matter, reason=reason)
