"""校验计划表并暂存。"""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import stage_file
from tongjian.foundation.exchange.reading import Checked, Columns, Table, accepted_rows
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.plans.columns import check_plan_mapping, propose_plan_columns, validate_lines
from tongjian.supervision.plans.operations._imports import lock_target
from tongjian.supervision.plans.queries import departments_here

COLUMNS = Columns(propose_plan_columns, check_plan_mapping)


def stage_lines(
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Batch:
    """Checks a file for the plan it was brought in for, by a department that may edit it. What is not understood goes
    back row by row, with the column and a sentence."""
    with transaction.atomic():
        plan = lock_target(actor, exchange.get_batch(actor, batch_id))
    departments = departments_here(plan.agency)

    def validate(table: Table, chosen: Mapping[str, str]) -> Checked:
        validated = validate_lines(table, chosen, departments, plan.year)
        return accepted_rows(validated.rows), validated.findings

    return stage_file(
        actor=actor, batch_id=batch_id, columns=COLUMNS, mapping=mapping, validate=validate, on_progress=on_progress
    )
