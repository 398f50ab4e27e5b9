"""Reads about plans and their lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import holding
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import significant
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.plans.choices import LineState, PlanKind, PlanState
from tongjian.supervision.plans.models import LineCooperation, LineItem, Plan, PlanLine
from tongjian.supervision.plans.policies import visible_lines, visible_plans
from tongjian.supervision.scenarios import queries as scenarios

CURRENT = (LineState.DRAFT, LineState.IN_FORCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFilter:
    text: str = ""
    year: int | None = None
    kind: str = ""
    state: str = ""
    region: str = ""


def list_plans(actor: Actor, wanted: PlanFilter) -> QuerySet[Plan]:
    """Each with `size`: its current lines. Ready to render."""
    rows = visible_plans(actor).select_related("agency", "filed_with")
    rows = rows.annotate(size=Count("lines", filter=Q(lines__state__in=CURRENT)))
    if wanted.text:
        text = Q(title__icontains=wanted.text) | Q(code__icontains=wanted.text)
        rows = rows.filter(text | Q(agency__name__icontains=wanted.text))
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    if wanted.region:
        rows = rows.filter(agency__region__code__startswith=significant(wanted.region))
    chosen = {name: value for name in ("kind", "state") if (value := getattr(wanted, name))}
    return rows.filter(**chosen)


def get_plan(actor: Actor, code: str) -> Plan:
    plan = visible_plans(actor).select_related("agency__kind", "filed_with").filter(code=code).first()
    if plan is None:
        raise NotFound("plan_not_found", "没有这个计划，或者您无权查看。")
    return plan


def get_line(actor: Actor, line_id: UUID) -> PlanLine:
    line = ready(visible_lines(actor)).filter(pk=line_id).first()
    if line is None:
        raise NotFound("plan_line_not_found", "没有这个计划项目，或者您无权查看。")
    return line


def lines_of(actor: Actor, plan: Plan, *, on: date | None = None) -> QuerySet[PlanLine]:
    """The lines as they are now, or as they held on a day. Ready to render."""
    lines = ready(visible_lines(actor).filter(plan=plan)).order_by("number")
    return lines.filter(holding(on)) if on else lines.filter(state__in=CURRENT)


def changes_of(actor: Actor, plan: Plan) -> QuerySet[PlanLine]:
    """What was added, amended or cancelled during the year, and what is proposed; newest first."""
    return ready(visible_lines(actor).filter(plan=plan).exclude(change="")).order_by("-created_at", "-pk")


def versions_of(actor: Actor, line: PlanLine) -> QuerySet[PlanLine]:
    return ready(visible_lines(actor).filter(plan=line.plan_id, number=line.number)).order_by("-version")


def ready(lines: QuerySet[PlanLine]) -> QuerySet[PlanLine]:
    """With everything a page says about a line, whatever their number."""
    items = LineItem.objects.select_related("item_version__item").order_by("item_version__item__code")
    others = LineCooperation.objects.select_related("agency").order_by("agency__code")
    return lines.select_related("plan__agency__kind", "scenario_version__scenario").prefetch_related(
        Prefetch("line_items", items),
        Prefetch("cooperations", others),
        "scenario_version__scenario_items__item_version__item",
    )


def items_of(line: PlanLine) -> list[ItemVersion]:
    """The pinned items of a `ready` line, those of its scenario included that are the department's own."""
    own = [one.item_version for one in line.line_items.all()]
    if line.scenario_version is None:
        return own
    kind = line.plan.agency.kind_id
    ours = [one for one in scenarios.items_of(line.scenario_version) if one.item.agency_kind_id == kind]
    return own + [one for one in ours if one.pk not in {mine.pk for mine in own}]


def offsite_items(versions: Sequence[ItemVersion]) -> list[ItemVersion]:
    """W09: those whose published method lets them be checked without entering (`watch.offsite_methods`)."""
    words = rulebook.value_of("watch.offsite_methods", on=timezone.localdate())
    methods = words.value.split(";") if words else []
    return [one for one in versions if any(word in one.method for word in methods)]


def superior_for_filing(agency: Agency) -> Agency | None:
    """The superior of the line; where there is none the coordinator of the place, for itself the government."""
    if (above := org.line_superior(agency)) is not None:
        return above
    coordinator = (
        Agency.objects.filter(kind__is_coordinator=True, region=agency.region_id, valid_until=None)
        .exclude(pk=agency.pk).order_by("code").first()
    )  # fmt: skip
    return coordinator or org.block_superior(agency)


def without_annual_plan(year: int) -> QuerySet[Agency]:
    """Departments whose enforcement status is published and that handed in no plan for the year."""
    handed_in = Plan.objects.filter(year=year, kind=PlanKind.ANNUAL).exclude(
        state__in=[PlanState.DRAFT, PlanState.REVIEW, PlanState.WITHDRAWN]
    )
    return org.list_published_enforcers().exclude(pk__in=handed_in.values("agency"))
