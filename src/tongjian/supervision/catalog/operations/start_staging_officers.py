"""提交执法人员名录校验。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import start_staging
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.policies import can_manage_officers
from tongjian.supervision.catalog.operations._staging import OFFICERS


def start_staging_officers(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """As `start_staging_items`: the job that checks the rows is `stage_officers` without a mapping."""
    require(can_manage_officers(actor))
    return start_staging(actor=actor, batch_id=batch_id, columns=OFFICERS, mapping=mapping)
