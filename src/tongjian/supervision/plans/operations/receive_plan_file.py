"""接收计划表。"""

from typing import IO
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.plans.models import PlanImport
from tongjian.supervision.plans.operations._lock import lock_plan
from tongjian.supervision.plans.policies import can_edit
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def receive_plan_file(*, actor: Actor, plan_id: UUID, file: IO[bytes], file_name: str) -> Batch:
    """Keeps the file for a plan in draft; its rows are checked and applied like those of any other batch."""
    plan = lock_plan(actor, plan_id)
    require(can_edit(actor, plan))
    PLAN_WORKFLOW.check("edit", state=plan.state)
    batch = receive_batch(actor=actor, dataset=Dataset.PLANS, file=file, file_name=file_name, agency_id=plan.agency_id)
    PlanImport.objects.create(batch=batch, plan=plan)
    return batch
