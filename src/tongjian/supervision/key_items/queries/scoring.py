"""What a key item is scored by, what the figures propose, and why it comes out as it does."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import significant
from tongjian.pure.weighing import Mark, shares, tenths
from tongjian.supervision.duties import queries as duties
from tongjian.supervision.inspections.choices import Outcome
from tongjian.supervision.inspections.models import ItemResult
from tongjian.supervision.key_items.choices import CRITERION
from tongjian.supervision.key_items.models import KeyItemVersion, Score
from tongjian.supervision.scenarios.models import ScenarioItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A row of the rulebook: `scale` is the most points, `alone` from how many it suffices by itself (None: never),
    `hint` what the points mean."""

    code: str
    title: str
    hint: str
    scale: int
    weight: int
    alone: int | None
    citation: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Points that the figures give, and the figures in words."""

    points: int
    figure: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one score brings to the total, with one decimal."""

    score: Score
    brings: Decimal


def criteria(region: str) -> list[Criterion]:
    """As they hold today in the place, in the order of their weight. Three queries a criterion."""
    found = []
    for term in rulebook.terms(CRITERION):
        weight = rulebook.required(f"key_items.weight.{term.code}", region=region)
        scale = rulebook.required(f"key_items.scale.{term.code}", region=region)
        alone = rulebook.value_of(f"key_items.alone.{term.code}", region=region)
        found.append(
            Criterion(
                code=term.code, title=term.label, hint=scale.note, scale=int(scale.value), weight=int(weight.value),
                alone=int(alone.value) if alone and alone.value else None,
                citation=weight.citation, confidence=weight.confidence,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.weight, one.code))


def proposals(actor: Actor, version: KeyItemVersion, wanted: Sequence[Criterion]) -> dict[str, Proposal]:
    """By criterion, where the figures on file say anything; the others are for a person. Needs a `ready` version."""
    items = {part.item_id for part in version.parts.all()} | _of_scenario(version)
    region, scales = version.key_item.region_id, {one.code: one.scale for one in wanted}
    found = {
        "departments": _departments(version),
        "incidents": _incidents(items, region, scales.get("incidents", 0)),
        "blank": _blank(actor, items, region),
    }
    known = {code: one for code, one in found.items() if one and code in scales}
    return {code: Proposal(min(one.points, scales[code]), one.figure) for code, one in known.items()}


def _of_scenario(version: KeyItemVersion) -> set[UUID]:
    rows = ScenarioItem.objects.filter(version=version.scenario_version_id)
    return set(rows.values_list("item_version__item", flat=True)) if version.scenario_version_id else set()


def _departments(version: KeyItemVersion) -> Proposal:
    """A point a department, of those that are named."""
    names = list(dict.fromkeys(row.agency_kind.title for row in version.responsibilities.all()))
    return Proposal(len(names), f"各级共涉及 {len(names)} 个部门：{'、'.join(names)}")


def _incidents(items: Collection[UUID], region: str, scale: int) -> Proposal | None:
    """A point for every step of the share of results that failed, once there are enough of them."""
    least = rulebook.number("key_items.incidents_least", region=region)
    step = rulebook.ratio("key_items.incidents_step", region=region)
    since = timezone.now() - timedelta(days=rulebook.number("key_items.incidents_window", region=region))
    newer = ItemResult.objects.filter(item=OuterRef("item"), at__gt=OuterRef("at"))
    team = "item__team__"
    counted = ItemResult.objects.filter(
        ~Exists(newer), at__gte=since, item__item_version__item__in=items, outcome__in=[Outcome.PASS, Outcome.FAIL],
        **{f"{team}visit__is_practice": False, f"{team}visit__region__code__startswith": significant(region)},
    ).aggregate(all=Count("pk"), failed=Count("pk", filter=Q(outcome=Outcome.FAIL)))  # fmt: skip
    if counted["all"] < least:
        return None
    points = min(scale, int(-(-counted["failed"] // (step * counted["all"]))))
    return Proposal(points, f"近一年检查结果 {counted['all']:,} 项，其中不合格 {counted['failed']:,} 项")


def _blank(actor: Actor, items: Collection[UUID], region: str) -> Proposal | None:
    """A point for every overlap and gap of duties about its items; where no duties are visible nothing is said."""
    if not items or not actor.has("duties.view"):
        return None
    found = duties.findings(actor, region, about=items)
    if not found.overlaps and not found.gaps:
        return None
    said = f"职责矩阵中职责交叉 {len(found.overlaps)} 处、空白 {len(found.gaps)} 处"
    return Proposal(len(found.overlaps) + len(found.gaps), said)


def marks_of(scores: Iterable[Score]) -> list[Mark]:
    return [Mark(one.points, one.scale, one.weight) for one in scores]


def shares_of(version: KeyItemVersion) -> list[Share]:
    """Of a `ready` version, no query."""
    scores = list(version.scores.all())
    return [Share(score, tenths(share)) for score, share in zip(scores, shares(marks_of(scores)), strict=True)]


def sufficient_alone(version: KeyItemVersion) -> list[Score]:
    """Scores that suffice by themselves. Of a `ready` version, no query."""
    return [one for one in version.scores.all() if one.alone is not None and one.points >= one.alone]


def qualifies(version: KeyItemVersion) -> bool:
    """Whether it reaches the threshold, or one score suffices by itself. Of a `ready` version, no query."""
    return bool(version.scores.all()) and (version.total >= version.threshold or bool(sufficient_alone(version)))
