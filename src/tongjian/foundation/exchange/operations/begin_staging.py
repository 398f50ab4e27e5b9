"""开始分块校验。"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch, Finding, StagedRow
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.reading import Sheet
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require

COUNTS = ("rows", "accepted", "rejected", "warned", "staged_to", "expected")


@transaction.atomic
def begin_staging(*, actor: Actor, batch_id: UUID, sheet: Sheet, mapping: Mapping[str, str]) -> Batch:
    """From now on pieces may be staged. An interrupted check under the same mapping goes on behind `staged_to`; any
    other begins anew. The ledger hears of it when the check is finished."""
    batch = lock_batch(actor, batch_id)
    require(policies.can_change(actor, batch))
    transition = BATCH.check("begin_staging", state=batch.state)
    if batch.state == BatchState.STAGING and batch.mapping == dict(mapping):
        return batch
    StagedRow.objects.filter(batch=batch).delete()
    Finding.objects.filter(batch=batch).delete()
    batch.state = transition.target
    batch.header, batch.mapping = sheet.header, dict(mapping)
    batch.encoding, batch.delimiter = sheet.encoding, sheet.delimiter
    batch.missing = {}
    for name in COUNTS:
        setattr(batch, name, 0)
    batch.save(update_fields=["state", "header", "mapping", "encoding", "delimiter", "missing", *COUNTS])
    return batch
