"""完成分块校验。"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.operations._quality import keep_figures, remember_mapping
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def finish_staging(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """Every piece is in; the columns are remembered for the source's next file, the quality is on record. Again is no
    harm."""
    batch = lock_batch(actor, batch_id)
    require(policies.can_change(actor, batch))
    if batch.state == BatchState.STAGED and batch.mapping == dict(mapping):
        return batch
    batch.state = BATCH.check("finish_staging", state=batch.state).target
    batch.expected = batch.rows
    batch.save(update_fields=["state", "expected"])
    remember_mapping(batch)
    keep_figures(batch)
    counts = {name: getattr(batch, name) for name in ("rows", "accepted", "rejected", "warned")}
    record(actor, "exchange.batch_staged", batch, dataset=batch.dataset, mapping=batch.mapping, **counts)
    return batch
