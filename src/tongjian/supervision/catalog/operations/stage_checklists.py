"""校验检查表并暂存。"""

from collections.abc import Callable, Mapping
from uuid import UUID

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.reading import Table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.columns import SeenPoints, Validated, validate_checklists
from tongjian.supervision.catalog.operations._staging import CHECKLISTS, stage


def stage_checklists(
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Batch:
    """As `stage_items`, refusals too: in pieces, and on from where it was interrupted."""
    seen = SeenPoints()

    def validate(table: Table, chosen: Mapping[str, str]) -> Validated:
        return validate_checklists(table, chosen, reference, seen)

    require(policies.can_import(actor))
    reference = queries.checklist_reference()
    return stage(
        CHECKLISTS, actor=actor, batch_id=batch_id, mapping=mapping, validate=validate, on_progress=on_progress
    )
