"""提交等级表校验。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import begin_staging
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.columns import check_grade_mapping


def start_staging_grades(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """As `start_staging`, for a file of grades."""
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    with exchange.sheet_of(batch) as sheet:
        chosen = check_grade_mapping(mapping, sheet.header)
        return begin_staging(actor=actor, batch_id=batch_id, sheet=sheet, mapping=chosen)
