"""Two entities at once, locked in the same order always: two people who merge crosswise do not wait forever."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.operations._numbers import lock_numbers


def lock_pair(actor: Actor, first_id: UUID, second_id: UUID) -> tuple[Entity, Entity]:
    """What the actor cannot see cannot be merged. No import writes numbers meanwhile."""
    lock_numbers()
    seen = policies.visible_entities(actor).filter(pk__in=[first_id, second_id])
    rows = {row.pk: row for row in seen.select_for_update(of=("self",)).order_by("pk")}
    if first_id not in rows or second_id not in rows:
        raise NotFound("entity_not_found", "没有这个监管对象，或者您无权查看。")
    return rows[first_id], rows[second_id]
