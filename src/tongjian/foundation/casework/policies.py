"""Who may see and touch clocks and to-dos."""

from django.db.models import Q, QuerySet

from tongjian.foundation.casework.models import Clock, Handover, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny


def visible_clocks(actor: Actor) -> QuerySet[Clock]:
    """The clocks of one's own agency; jobs that run clocks see all."""
    if actor.has("casework.run_clocks"):
        return Clock.objects.all()
    if actor.has("casework.view") and actor.agency_id is not None:
        return Clock.objects.filter(agency_id=actor.agency_id)
    return Clock.objects.none()


def visible_todos(actor: Actor) -> QuerySet[Todo]:
    """What this person may do: named for them, or for whoever of the agency has the capability."""
    if actor.agency_id is None or not actor.has("casework.view"):
        return Todo.objects.none()
    mine = Q(user_id=actor.user_id) | Q(user=None, capability__in=["", *actor.permissions])
    return Todo.objects.filter(mine, agency_id=actor.agency_id)


def can_change_clock(actor: Actor, clock: Clock) -> Verdict:
    if actor.has("casework.run_clocks") or clock.agency_id == actor.agency_id:
        return ALLOW
    return deny("只有责任机关可以变更时限。")


def can_answer(actor: Actor, handover: Handover) -> Verdict:
    if handover.to_agency_id != actor.agency_id:
        return deny("只有接收机关可以答复。")
    return ALLOW
