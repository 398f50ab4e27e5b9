from uuid import UUID

from tongjian.foundation.exchange.models import Batch, ColumnMapping
from tongjian.foundation.exchange.policies import visible_batches, visible_mappings
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound


def lock_batch(actor: Actor, batch_id: UUID) -> Batch:
    """Every change starts here: one worker at a time, and what the actor cannot see does not exist."""
    seen = visible_batches(actor).filter(pk=batch_id).values("pk")
    batch = Batch.objects.select_for_update().filter(pk__in=seen).first()
    if batch is None:
        raise NotFound("batch_not_found", "没有这个批次，或者您无权查看。")
    return batch


def lock_mapping(actor: Actor, mapping_id: int) -> ColumnMapping:
    seen = visible_mappings(actor).filter(pk=mapping_id).values("pk")
    mapping = ColumnMapping.objects.select_for_update().filter(pk__in=seen).first()
    if mapping is None:
        raise NotFound("mapping_not_found", "没有这条列对应，或者您无权查看。")
    return mapping
