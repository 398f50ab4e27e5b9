"""Every change starts here: what the actor cannot see cannot be changed, or even probed.

The order is always enterprise → visit → department, so that no two acts wait for each other.
"""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import TeamHandover, Visit, VisitItem, VisitTeam
from tongjian.supervision.inspections.policies import visible_visits
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW, VISIT_WORKFLOW
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.queries import lock_entity

_HIDDEN = ("visit_not_found", "没有这次检查，或者您无权查看。")


def lock_visit(actor: Actor, visit_id: UUID) -> Visit:
    visit = visible_visits(actor).select_for_update(of=("self",)).filter(pk=visit_id).first()
    if visit is None:
        raise NotFound(*_HIDDEN)
    return visit


def lock_team(actor: Actor, team_id: UUID) -> VisitTeam:
    """The department's part, with its visit locked before it."""
    visit_id = VisitTeam.objects.filter(pk=team_id).values_list("visit_id", flat=True).first()
    if visit_id is None:
        raise NotFound(*_HIDDEN)
    visit = lock_visit(actor, visit_id)
    team = VisitTeam.objects.select_for_update(of=("self",)).select_related("agency").get(pk=team_id)
    team.visit = visit
    return team


def require_standing(visit: Visit) -> None:
    """Of a visit that was cancelled nobody asks for, gives or refuses an approval, or hands a part over."""
    if visit.state == VisitState.CANCELLED:
        raise IllegalTransition("illegal_transition", "这次检查已经取消。")


def require_movable(team: VisitTeam) -> None:
    """A part changes hands while its visit still waits for approval and its own head was not asked."""
    require_standing(team.visit)
    VISIT_WORKFLOW.check("hand_over", state=team.visit.state)
    TEAM_WORKFLOW.check("offer", state=team.state)


def lock_item(actor: Actor, item_id: UUID) -> VisitItem:
    team_id = VisitItem.objects.filter(pk=item_id).values_list("team_id", flat=True).first()
    if team_id is None:
        raise NotFound(*_HIDDEN)
    team = lock_team(actor, team_id)
    item = VisitItem.objects.select_related("item_version__item").get(pk=item_id)
    item.team = team
    return item


def lock_entity_of(actor: Actor, visit_id: UUID) -> Entity:
    """Visits of one enterprise are counted one after another."""
    entity_id = visible_visits(actor).filter(pk=visit_id).values_list("entity_id", flat=True).first()
    if entity_id is None:
        raise NotFound(*_HIDDEN)
    return lock_entity(entity_id)


def lock_handover(actor: Actor, handover_id: UUID) -> TeamHandover:
    """An offered part, with its visit and department locked before it."""
    team_id = TeamHandover.objects.filter(pk=handover_id).values_list("team_id", flat=True).first()
    if team_id is None:
        raise NotFound("handover_not_found", "没有这次移交，或者您无权查看。")
    team = lock_team(actor, team_id)
    handover = TeamHandover.objects.select_for_update(of=("self",)).get(pk=handover_id)
    handover.team = team
    return handover
