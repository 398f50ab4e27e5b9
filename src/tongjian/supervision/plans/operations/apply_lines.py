"""把校验过的计划表导入计划。"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange, apply_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.plans.models import LineCooperation, LineItem, Plan, PlanLine
from tongjian.supervision.plans.operations._imports import lock_target
from tongjian.supervision.plans.operations._lines import as_it_came, new_line
from tongjian.supervision.plans.queries import SAME, known_lines, ready

_WRITTEN = (
    "title", "item_words", "object_words", "amount", "frequency", "said", "credit_words", "department_words",
    "level_words", "way",
)  # fmt: skip


def apply_lines(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """Adds the lines to the plan in draft; rows it already has are left as they are. An item is found where a row says
    its title as it is in force here; the others are chosen by a person before handing in."""
    batch = exchange.get_batch(actor, batch_id)
    apply_chunk = partial(_apply, actor, batch)
    return apply_batch(actor=actor, batch_id=batch_id, apply_chunk=apply_chunk, on_progress=on_progress)


def _apply(actor: Actor, batch: Batch, rows: Sequence[StagedRow]) -> list[RowChange]:
    plan = lock_target(actor, batch)
    known = known_lines(plan)
    fresh: dict[int, StagedRow] = {}
    for row in rows:
        what = tuple(row.payload[name] for name in SAME)
        if what not in known:
            known.add(what)
            fresh[row.row] = row
    made = _add(actor, plan, list(fresh.values()))
    record(
        actor, "plan.imported", plan,
        code=plan.code, lines=len(made), returned=batch.rejected, sha256=batch.sha256, batch_id=str(batch.pk),
    )  # fmt: skip
    return [
        RowChange(RowOutcome.CREATED, str(made[row.row].pk), None, as_it_came(made[row.row]))
        if row.row in made
        else RowChange(RowOutcome.UNCHANGED, "")
        for row in rows
    ]


def _add(actor: Actor, plan: Plan, rows: Sequence[StagedRow]) -> dict[int, PlanLine]:
    """The new lines by row, `ready`."""
    here = catalog.published_versions(actor, agency_kind=plan.agency.kind_id, region=plan.agency.region_id)
    titled = {one.item.title: one for one in here}
    first = new_line(actor, plan)
    lines = {row.row: _line(plan, first, offset, row.payload) for offset, row in enumerate(rows)}
    PlanLine.objects.bulk_create(lines.values())
    LineItem.objects.bulk_create(
        LineItem(line=line, item_version=titled[line.item_words])
        for line in lines.values()
        if line.item_words in titled
    )
    LineCooperation.objects.bulk_create(
        LineCooperation(line=lines[row.row], agency_id=UUID(agency))
        for row in rows
        for agency in row.payload["cooperating"]
    )
    saved = {line.pk: line for line in ready(PlanLine.objects.filter(pk__in=[one.pk for one in lines.values()]))}
    return {row: saved[line.pk] for row, line in lines.items()}


def _line(plan: Plan, first: PlanLine, offset: int, given: dict[str, Any]) -> PlanLine:
    return PlanLine(
        plan=plan,
        number=first.number + offset,
        created_by=first.created_by,
        created_at=first.created_at,
        window_from=date.fromisoformat(given["window_from"]),
        window_until=date.fromisoformat(given["window_until"]),
        **{name: given[name] for name in _WRITTEN},
    )
