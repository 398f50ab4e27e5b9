"""提交计划表校验。"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import start_staging
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.plans.operations._imports import lock_target
from tongjian.supervision.plans.operations.stage_lines import COLUMNS


@transaction.atomic
def start_staging_lines(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> Batch:
    """Holds the mapping of a person against the head of the file and keeps it for the job that checks the rows
    (`stage_lines` without a mapping). Raises RuleViolated for a mapping that cannot be."""
    begun = start_staging(actor=actor, batch_id=batch_id, columns=COLUMNS, mapping=mapping)
    lock_target(actor, begun)
    return begun
