"""校验监管事项清单并暂存。"""

from collections.abc import Callable, Mapping
from uuid import UUID

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.reading import Table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.columns import SeenItems, Validated, validate_items
from tongjian.supervision.catalog.operations._staging import ITEMS, stage


def stage_items(
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Batch:
    """Reads the stored file piece by piece, checks every row, stages the good ones. Without a mapping what was begun
    counts, else the last one of this source for the same heads, else the heads decide. Interrupted, it goes on when
    called again. `on_progress` hears which part of the file is checked (0 to 1).

    A file that cannot be read leaves a refused batch and raises RuleViolated; a mapping given by a person that cannot
    be is only refused, so that it can be corrected.
    """
    seen, mains = SeenItems(), queries.MainRows()

    def validate(table: Table, chosen: Mapping[str, str]) -> Validated:
        validated = validate_items(table, chosen, reference, seen)
        queries.hold_against_catalog(validated, reference.own_region, mains)
        return validated

    require(policies.can_import(actor))
    reference = queries.item_reference_for(actor)
    return stage(ITEMS, actor=actor, batch_id=batch_id, mapping=mapping, validate=validate, on_progress=on_progress)
