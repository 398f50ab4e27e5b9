"""提交执法人员名录校验。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.operations._staging import OFFICERS, start


def start_staging_officers(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """As `start_staging_items`: the job that checks the rows is `stage_officers` without a mapping."""
    return start(OFFICERS, actor=actor, batch_id=batch_id, mapping=mapping)
