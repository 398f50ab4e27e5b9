"""更正列对应。"""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.models import ColumnMapping
from tongjian.foundation.exchange.operations._lock import lock_mapping
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def correct_mapping(
    *,
    actor: Actor,
    mapping_id: int,
    mapping: Mapping[str, str],
    check: Callable[[Mapping[str, str], Sequence[str]], dict[str, str]],
) -> ColumnMapping:
    """The next file of this source with these heads is read so. `check` is that of the dataset's own context and
    raises RuleViolated for columns that cannot be."""
    remembered = lock_mapping(actor, mapping_id)
    require(policies.can_correct_mapping(actor, remembered))
    chosen = check(mapping, remembered.header)
    if absent := sorted(set(chosen.values()) - set(remembered.header)):
        raise RuleViolated("column_absent", f"表头里没有这些列：{'、'.join(absent)}。")
    before, remembered.mapping = remembered.mapping, chosen
    if before == chosen:
        return remembered
    remembered.save(update_fields=["mapping"])
    facts = {"dataset": remembered.dataset, "mapping": chosen, "mapping_before": before}
    record(actor, "exchange.mapping_corrected", remembered, **facts)
    return remembered
