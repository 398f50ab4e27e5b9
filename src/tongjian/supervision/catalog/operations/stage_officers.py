"""校验执法人员名录并暂存。"""

from collections.abc import Callable, Mapping
from uuid import UUID

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.reading import Table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.policies import can_manage_officers
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.columns import SeenOfficers, Validated, validate_officers
from tongjian.supervision.catalog.operations._staging import OFFICERS, stage


def stage_officers(
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Batch:
    """As `stage_items`, refusals too. Whoever manages one agency's officers brings in those of that agency only."""
    seen = SeenOfficers()

    def validate(table: Table, chosen: Mapping[str, str]) -> Validated:
        validated = validate_officers(table, chosen, reference, seen)
        queries.hold_officers(actor, validated)
        return validated

    require(can_manage_officers(actor))
    reference = queries.officer_reference_for(actor, exchange.get_batch(actor, batch_id))
    return stage(OFFICERS, actor=actor, batch_id=batch_id, mapping=mapping, validate=validate, on_progress=on_progress)
