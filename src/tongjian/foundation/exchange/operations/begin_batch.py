"""开始入库。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require


@transaction.atomic
def begin_batch(*, actor: Actor, batch_id: UUID) -> Batch:
    """From now on the rows of the batch may be applied and its staging is final. Again is no harm; the ledger hears of
    it when the batch is in."""
    batch = lock_batch(actor, batch_id)
    require(policies.can_change(actor, batch))
    if batch.state == BatchState.APPLIED:
        return batch
    batch.state = BATCH.check("apply", state=batch.state).target
    batch.save(update_fields=["state"])
    return batch
