"""完成分块校验。"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def finish_staging(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """Every piece is in. Again is no harm."""
    batch = lock_batch(actor, batch_id)
    require(policies.can_change(actor, batch))
    if batch.state == BatchState.STAGED and batch.mapping == dict(mapping):
        return batch
    batch.state = BATCH.check("finish_staging", state=batch.state).target
    batch.expected = batch.rows
    batch.save(update_fields=["state", "expected"])
    counts = {name: getattr(batch, name) for name in ("rows", "accepted", "rejected", "warned")}
    record(actor, "exchange.batch_staged", batch, dataset=batch.dataset, mapping=batch.mapping, **counts)
    return batch
