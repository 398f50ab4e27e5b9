"""导入计划项目。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.pure.amounts import words_of_amount, words_of_frequency
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.plans.models import LineCooperation, LineItem, Plan, PlanLine
from tongjian.supervision.plans.operations._lines import new_line
from tongjian.supervision.plans.operations._lock import lock_plan
from tongjian.supervision.plans.policies import can_edit
from tongjian.supervision.plans.queries import ReadLine, ReadPlan
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def import_lines(*, actor: Actor, plan_id: UUID, content: ReadPlan, sha256: str) -> list[PlanLine]:
    """Adds what was understood to a plan in draft; rows it already has are left out. `sha256` is the file's. An item
    is found where a row says its title as it is in force here; the others are chosen by a person before handing in."""
    plan = lock_plan(actor, plan_id)
    require(can_edit(actor, plan))
    PLAN_WORKFLOW.check("edit", state=plan.state)
    known = set(plan.lines.values_list("title", "item_words", "object_words", "said"))
    fresh = [row for row in content.lines if (row.title, row.item_words, row.object_words, row.said) not in known]
    lines = _lines(actor, plan, fresh)
    PlanLine.objects.bulk_create(lines)
    here = catalog.published_versions(actor, agency_kind=plan.agency.kind_id, region=plan.agency.region_id)
    titled = {one.item.title: one for one in here}
    LineItem.objects.bulk_create(
        LineItem(line=line, item_version=titled[line.item_words]) for line in lines if line.item_words in titled
    )
    LineCooperation.objects.bulk_create(
        LineCooperation(line=line, agency=agency)
        for line, row in zip(lines, fresh, strict=True)
        for agency in row.cooperating
    )
    returned = len({one.row for one in content.returned})
    record(actor, "plan.imported", plan, code=plan.code, lines=len(lines), returned=returned, sha256=sha256)
    return lines


def _lines(actor: Actor, plan: Plan, rows: list[ReadLine]) -> list[PlanLine]:
    first = new_line(actor, plan)
    lines = []
    for offset, row in enumerate(rows):
        amount, frequency = row.wanted.amount, row.wanted.frequency
        assert amount is not None
        line = PlanLine(
            plan=plan,
            number=first.number + offset,
            amount=words_of_amount(amount),
            frequency=words_of_frequency(frequency) if frequency else "",
            created_by=first.created_by,
            created_at=first.created_at,
        )
        for name in (
            "title", "item_words", "object_words", "said", "credit_words", "department_words", "level_words", "way",
            "window_from", "window_until",
        ):  # fmt: skip
            setattr(line, name, getattr(row, name))
        lines.append(line)
    return lines
