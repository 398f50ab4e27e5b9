"""删除列对应。"""

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.operations._lock import lock_mapping
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def forget_mapping(*, actor: Actor, mapping_id: int) -> None:
    """The next file of this source with these heads is read as its heads tell. Batches keep what they were read by."""
    remembered = lock_mapping(actor, mapping_id)
    require(policies.can_correct_mapping(actor, remembered))
    record(actor, "exchange.mapping_forgotten", remembered, dataset=remembered.dataset, mapping=remembered.mapping)
    remembered.delete()
