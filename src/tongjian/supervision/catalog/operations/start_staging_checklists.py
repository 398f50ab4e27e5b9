"""提交检查表校验。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import start_staging
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies
from tongjian.supervision.catalog.operations._staging import CHECKLISTS


def start_staging_checklists(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """Holds the mapping of a person against the head of the file and keeps it for the job that checks the rows
    (`stage_checklists` without a mapping). Raises RuleViolated, with nothing changed, for a mapping that cannot be."""
    require(policies.can_import(actor))
    return start_staging(actor=actor, batch_id=batch_id, columns=CHECKLISTS, mapping=mapping)
