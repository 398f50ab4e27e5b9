"""What a line says, as a value; and what must be right about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.amounts import SHARE_HINT, NotUnderstoodError, Wanted, parse, words_of_amount, words_of_frequency
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.plans.choices import LineState, Way
from tongjian.supervision.plans.models import LineCooperation, LineItem, Plan, PlanLine
from tongjian.supervision.plans.queries import items_of, offsite_items, ready
from tongjian.supervision.registry import queries as registry
from tongjian.supervision.scenarios import queries as scenarios
from tongjian.supervision.scenarios.models import ScenarioVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class LineContent:
    """`amount` holds ratio or size and frequency in words of `pure.amounts`; `window_until` is exclusive. `scope` has
    the lists `regions`, `kinds`, `industries`, `words`."""

    title: str
    amount: str
    window_from: date
    window_until: date
    item_version_ids: tuple[UUID, ...] = ()
    scenario_version_id: UUID | None = None
    scope: Mapping[str, Sequence[str]] = field(default_factory=dict)
    item_words: str = ""
    object_words: str = ""
    credit_words: str = ""
    level_words: str = ""
    way: Way = Way.ON_SITE
    on_site_reason: str = ""
    cooperating_ids: tuple[UUID, ...] = ()


def new_line(actor: Actor, plan: Plan, number: int | None = None) -> PlanLine:
    """The next line of the plan, or the next version of the line with this number. Not saved."""
    if number is None:
        last = plan.lines.aggregate(last=Max("number"))["last"] or 0
        line = PlanLine(plan=plan, number=last + 1)
    else:
        versions = plan.lines.filter(number=number).aggregate(last=Max("version"))["last"] or 0
        line = PlanLine(plan=plan, number=number, version=versions + 1)
    line.created_by, line.created_at = actor.user_id, timezone.now()
    return line


def write(line: PlanLine, content: LineContent) -> PlanLine:
    """Checks the content, puts it on the line and saves it; returns it `ready`. Raises RuleViolated."""
    agency = line.plan.agency
    if not content.title.strip():
        raise RuleViolated("plan_line_title_missing", "请填写检查任务。", field="title")
    _refuse_outside_year(line.plan, content)
    wanted = understood(content.amount)
    versions = catalog.own_versions(content.item_version_ids, agency) if content.item_version_ids else []
    scenario = content.scenario_version_id
    if scenario and not ScenarioVersion.objects.filter(scenarios.in_force(), pk=scenario).exists():
        raise RuleViolated("scenario_not_found", "所选的一件事没有启用或者已经停用。", field="scenario")
    assert wanted.amount is not None
    line.amount = words_of_amount(wanted.amount)
    line.frequency = words_of_frequency(wanted.frequency) if wanted.frequency else ""
    # What the department wrote stays as long as it says the same.
    if not line.said or parse(line.said) != wanted:
        line.said = content.amount.strip()
    line.scope = registry.clean_scope(content.scope, agency.region_id)
    line.scenario_version_id = content.scenario_version_id
    for name in ("title", "item_words", "object_words", "credit_words", "level_words"):
        setattr(line, name, getattr(content, name).strip())
    line.window_from, line.window_until = content.window_from, content.window_until
    line.way, line.on_site_reason = content.way, content.on_site_reason.strip()
    line.save()
    replace_related(line, [one.pk for one in versions], content.cooperating_ids)
    return ready(PlanLine.objects.filter(pk=line.pk)).get()


def replace_related(line: PlanLine, item_version_ids: Iterable[UUID], cooperating_ids: Iterable[UUID]) -> None:
    line.line_items.all().delete()
    line.cooperations.all().delete()
    LineItem.objects.bulk_create(LineItem(line=line, item_version_id=pk) for pk in item_version_ids)
    others = Agency.objects.filter(pk__in=set(cooperating_ids)).exclude(pk=line.plan.agency_id)
    LineCooperation.objects.bulk_create(LineCooperation(line=line, agency=one) for one in others)


def understood(text: str) -> Wanted:
    try:
        wanted = parse(text)
    except NotUnderstoodError as refusal:
        raise RuleViolated("amount_not_understood", str(refusal), field="amount") from refusal
    if wanted.amount is None:
        raise RuleViolated("amount_missing", f"没有写比例或者户数。{SHARE_HINT}", field="amount")
    return wanted


def refuse_incomplete(lines: Sequence[PlanLine]) -> None:
    """A plan is handed in with lines that say what is checked and over whom, and why on-site where W09 asks."""
    if not lines:
        raise RuleViolated("plan_empty", "计划还没有项目，请先编制或者导入。")
    if bare := [str(line.number) for line in lines if not items_of(line)]:
        raise RuleViolated("plan_line_without_items", f"第 {'、'.join(bare)} 项没有选择本部门的检查事项。")
    if bare := [str(line.number) for line in lines if not line.object_words and not any(line.scope.values())]:
        raise RuleViolated("plan_line_without_objects", f"第 {'、'.join(bare)} 项没有写明检查对象。")
    for line in lines:
        refuse_unexplained_visit(line)


def refuse_unexplained_visit(line: PlanLine) -> None:
    """W09: an item that may be checked without entering is checked on site only with a reason."""
    if line.way == Way.ON_SITE and not line.on_site_reason and (items := offsite_items(items_of(line))):
        titles = "、".join(one.item.title for one in items)
        raise rulebook.refusal("W09", detail=f"第 {line.number} 项的{titles}：确需现场检查的，请写明理由。")


def refuse_unlawful(plan: Plan, lines: Sequence[PlanLine], on: date) -> None:
    """V07, V01, V02, as for demands."""
    catalog.refuse_no_enforcer(plan.agency, on)
    versions = {one.pk: one for line in lines for one in items_of(line)}
    catalog.refuse_lapsed(plan.agency, list(versions.values()), on, about=f"计划“{plan.title}”")


def recorded(line: PlanLine) -> dict[str, object]:
    """The whitelisted fields of an entry. Needs a `ready` line."""
    scenario = line.scenario_version
    return {
        "code": line.plan.code,
        "number": line.number,
        "version": line.version,
        "title": line.title,
        "items": [f"{one.item.code}-v{one.number}" for one in items_of(line)],
        "scenario": f"{scenario.scenario.code}-v{scenario.number}" if scenario else "",
        "scope": line.scope,
        "amount": line.amount,
        "frequency": line.frequency,
        "window_from": line.window_from.isoformat(),
        "window_until": line.window_until.isoformat(),
        "way": line.way,
        "cooperating": [one.agency.code for one in line.cooperations.all()],
    }


def as_it_came(line: PlanLine) -> dict[str, object]:
    """All that a person can change about a `ready` line: what an import wrote, to be compared before it is undone."""
    words = ("item_words", "object_words", "said", "credit_words", "level_words", "on_site_reason")
    return recorded(line) | {name: getattr(line, name) for name in words}


def draft_lines(plan: Plan) -> list[PlanLine]:
    lines = list(ready(PlanLine.objects.filter(plan=plan, state=LineState.DRAFT)).order_by("number"))
    for line in lines:
        line.plan = plan
    return lines


def _refuse_outside_year(plan: Plan, content: LineContent) -> None:
    first, last = content.window_from, content.window_until - timedelta(days=1)
    if not date(plan.year, 1, 1) <= first <= last <= date(plan.year, 12, 31):
        sentence = f"起止时间应当有先后，并且在计划年度 {plan.year} 年之内。"
        raise RuleViolated("plan_line_outside_year", sentence, field="window_from")
