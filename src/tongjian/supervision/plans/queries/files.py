"""Reads about files that plans came in with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import Agency
from tongjian.supervision.plans.choices import PlanKind, PlanState
from tongjian.supervision.plans.columns import plain
from tongjian.supervision.plans.models import Plan, PlanImport, PlanLine
from tongjian.supervision.plans.policies import visible_plans

SAME = ("title", "item_words", "object_words", "said")
"""What makes two rows the same line of a plan."""


@dataclass(frozen=True, slots=True)
class StagedLine:
    """A row as it was understood. `is_known`: the plan has the line already, and nothing will be added."""

    row: int
    title: str
    object_words: str
    said: str
    understood: str
    window_from: date
    last_day: date
    cooperating: tuple[str, ...]
    is_known: bool


def plan_of_batch(actor: Actor, batch: Batch) -> Plan:
    """What the file was brought in for; a file that came by itself is for the department's annual plan in draft, of
    the latest year. Raises RuleViolated where there is none."""
    known = PlanImport.objects.filter(batch=batch).values_list("plan", flat=True).first()
    plans = visible_plans(actor).select_related("agency__kind")
    if known is not None:
        return plans.get(pk=known)
    own = plans.filter(agency=batch.agency_id, kind=PlanKind.ANNUAL, state=PlanState.DRAFT)
    found = own.order_by("-year").first() if batch.agency_id else None
    if found is None:
        raise RuleViolated("plan_missing", "本部门没有编制中的年度计划。请先编制计划，再从计划页面导入。")
    return found


def departments_here(agency: Agency) -> dict[str, str]:
    """The id of each other department of the place by what is left of its names."""
    here = Agency.objects.filter(region=agency.region_id, valid_until=None).exclude(pk=agency.pk)
    return {
        plain(name): str(one.pk)
        for one in here.select_related("kind").order_by("-code")
        for name in (one.kind.short_name, one.kind.title, one.name)
        if name
    }


def known_lines(plan: Plan) -> set[tuple[str, ...]]:
    return set(PlanLine.objects.filter(plan=plan).values_list(*SAME))


def staged_lines(plan: Plan, batch: Batch, most: int) -> Iterator[StagedLine]:
    """The first rows that were understood, in the order of the file. Three queries."""
    known = known_lines(plan)
    rows = list(StagedRow.objects.filter(batch=batch).order_by("row")[:most])
    names = {
        str(pk): name
        for pk, name in Agency.objects.filter(
            pk__in={pk for row in rows for pk in row.payload["cooperating"]}
        ).values_list("pk", "name")
    }
    for row in rows:
        given = row.payload
        yield StagedLine(
            row=row.row,
            title=given["title"],
            object_words=given["object_words"],
            said=given["said"],
            understood="；".join(filter(None, (given["amount"], given["frequency"]))),
            window_from=date.fromisoformat(given["window_from"]),
            last_day=date.fromisoformat(given["window_until"]) - timedelta(days=1),
            cooperating=tuple(names[pk] for pk in given["cooperating"] if pk in names),
            is_known=tuple(given[name] for name in SAME) in known,
        )


def imports_of(plan: Plan) -> QuerySet[PlanImport]:
    """Files brought in for the plan, the newest first."""
    return PlanImport.objects.filter(plan=plan).select_related("batch").order_by("-batch__created_at")
