"""提交名录校验。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange import operations as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.operations.stage_entities import COLUMNS


def start_staging(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """Holds the mapping of a person against the head of the file and keeps it for the job that checks the rows
    (`stage_entities` without a mapping). Raises RuleViolated, with nothing changed, for a mapping that cannot be."""
    require(policies.can_import(actor))
    return exchange.start_staging(actor=actor, batch_id=batch_id, columns=COLUMNS, mapping=mapping)
