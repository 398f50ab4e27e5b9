"""提交等级表校验。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange import operations as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.operations.stage_grades import COLUMNS


def start_staging_grades(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """As `start_staging`, for a file of grades."""
    require(policies.can_import(actor))
    return exchange.start_staging(actor=actor, batch_id=batch_id, columns=COLUMNS, mapping=mapping)
