"""Whom an edition concerns."""

from django.db.models import QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.policies import visible_entities
from tongjian.supervision.scenarios.queries import Counted, count_objects, entities_of


def count_concerned(edition: Edition) -> Counted:
    """How many there are now, and where. Two queries."""
    return count_objects(edition.scope, edition.handbook.region_id)


def concerned(actor: Actor, edition: Edition) -> QuerySet[Entity]:
    """Those of them the actor may see, as the register has them today."""
    seen = visible_entities(actor).values("pk")
    found = entities_of(edition.scope, edition.handbook.region_id).filter(pk__in=seen)
    return found.select_related("region").order_by("name", "pk")
