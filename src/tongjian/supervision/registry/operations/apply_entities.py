"""把校验过的名录写入监管对象库。"""

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import apply_columns
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.operations._upsert import Upsert


def apply_entities(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """Chunk by chunk; interrupted, it goes on when called again. Missing values erase nothing, a changed name becomes
    a former name, what a person corrected by hand stays as corrected, and every fact remembers batch and row."""
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    upsert = Upsert(batch=batch, at=timezone.now())
    return apply_columns(actor=actor, batch_id=batch_id, apply_chunk=upsert.apply_columns, on_progress=on_progress)
