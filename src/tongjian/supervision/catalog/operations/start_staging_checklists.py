"""提交检查表校验。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.operations._staging import CHECKLISTS, start


def start_staging_checklists(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """Holds the mapping of a person against the head of the file and keeps it for the job that checks the rows
    (`stage_checklists` without a mapping). Raises RuleViolated, with nothing changed, for a mapping that cannot be."""
    return start(CHECKLISTS, actor=actor, batch_id=batch_id, mapping=mapping)
