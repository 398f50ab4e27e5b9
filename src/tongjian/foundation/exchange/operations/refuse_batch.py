"""拒收文件。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.events import BatchSettled
from tongjian.foundation.exchange.models import Batch, Finding, StagedRow
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record


@transaction.atomic
def refuse_batch(*, actor: Actor, batch_id: UUID, refusal: DomainError) -> Batch:
    """The file cannot be used as a whole; its bytes and the sentence stay, staged rows do not."""
    batch = lock_batch(actor, batch_id)
    require(policies.can_change(actor, batch))
    batch.state = BATCH.check("refuse", state=batch.state).target
    StagedRow.objects.filter(batch=batch).delete()
    Finding.objects.filter(batch=batch).delete()
    batch.refusal = refusal.sentence
    batch.save(update_fields=["state", "refusal"])
    entry = record(actor, "exchange.batch_refused", batch, dataset=batch.dataset, code=refusal.code)
    publish(entry, BatchSettled(str(batch.pk)))
    return batch
