"""取下标签。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import deny, require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import policies, queries
from tongjian.supervision.registry.models import Tagging


@transaction.atomic
def remove_tag(*, actor: Actor, entity_id: UUID, tagging_id: UUID) -> Tagging:
    """The entity no longer carries the tag; that it did stays on record. Only the agency whose tag it is does so."""
    entity = queries.get_entity(actor, entity_id)
    queries.lock_entity(entity.pk)
    tagging = queries.taggings_of(actor, entity).filter(pk=tagging_id).first()
    if tagging is None:
        raise NotFound("tagging_not_found", "没有这个标签，或者您无权查看。")
    require(policies.can_tag(actor))
    if tagging.tag.agency_id != actor.agency_id:
        require(deny("只有打标签的部门能取下。"))
    tagging.removed_at = timezone.now()
    tagging.save(update_fields=["removed_at"])
    record(actor, "registry.tag_removed", tagging.entity, tag_id=str(tagging.tag_id))
    return tagging
