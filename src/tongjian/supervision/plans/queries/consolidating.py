"""What the year's plans of a place have in common, worked out afresh: lines as the pure core wants them.

The number of statements grows with the different scopes of objects only, not with lines, items or clauses.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

import numpy as np
from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Citation
from tongjian.pure.amounts import AmountKind
from tongjian.pure.codes import is_within, level_of, significant
from tongjian.pure.planner import consolidating as core
from tongjian.supervision.catalog.models import CheckPoint, ItemVersion
from tongjian.supervision.catalog.queries import Caps, in_force, regions_above
from tongjian.supervision.plans.choices import LineState, PlanState, Way
from tongjian.supervision.plans.models import PlanLine, ProposalLine
from tongjian.supervision.plans.policies import can_coordinate
from tongjian.supervision.plans.queries.plans import items_of, offsite_items, ready
from tongjian.supervision.registry import queries as registry

_LEVELS = ("province", "city", "county", "township")


@dataclass(frozen=True, slots=True)
class Computed:
    """`lines` by key, those of the levels above included; `overlaps` by codes of two agencies, as `overlap_matrix`."""

    lines: Mapping[str, PlanLine]
    proposals: Sequence[core.Proposal]
    overlaps: Mapping[tuple[str, str], int]
    own: int

    @property
    def plans(self) -> int:
        return len({line.plan_id for line in self.lines.values()})


def consolidate(actor: Actor, region: str, year: int, on: date | None = None) -> Computed:
    """Over the visits in filed and published plans of the place and of all below it, and in published ones of the
    levels above as reasons only.
    Nothing is stored. Raises NotAllowed for whoever does not coordinate the place."""
    require(can_coordinate(actor, region))
    day = on or timezone.localdate()
    rows = _lines(region, year)
    described = _Described(rows, day)
    objects = _objects(rows, region)
    lines = [_as_core(row, region, objects[row.pk], described) for row in rows]
    found = core.propose(lines, limits(region, day))
    own = [line for line in lines if line.is_own and line.until > day]
    return Computed({str(row.pk): row for row in rows}, found, core.overlap_matrix(own), len(own))


def limits(region: str, on: date) -> core.Limits:
    """What the rulebook says; what it leaves open proposes nothing."""

    def of(code: str) -> Fraction:
        row = rulebook.value_of(code, on=on, region=region)
        return Fraction(row.value) if row else Fraction(0)

    return core.Limits(
        today=on,
        merge_within=int(of("watch.merge_within")),
        most_agencies=int(of("visit.agencies_suggested")),
        common_least=of("consolidation.common_least"),
        not_below_months=int(of("T04")),
    )


def _lines(region: str, year: int) -> list[PlanLine]:
    here = Q(plan__agency__region__code__startswith=significant(region))
    above = Q(plan__agency__region__in=regions_above(region))
    published = Q(plan__state=PlanState.PUBLISHED, state=LineState.IN_FORCE)
    # 计划上报 → 匹配：what is agreed about a plan that is only filed is still written into it.
    filed = Q(plan__state=PlanState.FILED, state=LineState.DRAFT)
    rows = PlanLine.objects.filter(here & (published | filed) | above & published, plan__year=year, way=Way.ON_SITE)
    items = "scenario_version__scenario_items__item_version__item"
    return list(ready(rows).prefetch_related(items).order_by("plan__agency__code", "plan__code", "number"))


def _objects(rows: Sequence[PlanLine], region: str) -> dict[UUID, core.Codes]:
    """Line → codes of its entities inside the place. One query for each different scope."""
    codes: dict[UUID, int] = {}
    known: dict[tuple[str, str], core.Codes] = {}
    found = {}
    for row in rows:
        place = row.plan.agency.region_id
        place = place if is_within(place, region) else region
        key = (json.dumps(row.scope, sort_keys=True), place)
        if key not in known:
            keys = registry.entities_in_scope(row.scope, place).order_by().values_list("pk", flat=True)
            members = [codes.setdefault(pk, len(codes)) for pk in keys.iterator(chunk_size=10_000)]
            known[key] = np.unique(np.array(members, np.int64))
        found[row.pk] = known[key]
    return found


class _Described:
    """What the lines' items are about, as the items are on the day. Six queries."""

    def __init__(self, rows: Sequence[PlanLine], on: date) -> None:
        self.items = {row.pk: items_of(row) for row in rows}
        pinned = {one.item_id for versions in self.items.values() for one in versions}
        current = ItemVersion.objects.filter(in_force(on), item__in=pinned).select_related("item")
        self.current = {one.item_id: one for one in current}
        tied = ProposalLine.objects.filter(result__in=[row.pk for row in rows], proposal__lead__isnull=False)
        self.tied = set(tied.values_list("result", flat=True))
        self.off_site = {one.pk for one in offsite_items(list(self.current.values()))}
        self.caps = Caps(on)
        self._clauses = _clauses(one.pk for one in self.current.values())
        lists = {one.checklist_id for one in self.current.values() if one.checklist_id}
        self._points: dict[UUID, set[str]] = defaultdict(set)
        for checklist, content in CheckPoint.objects.filter(checklist__in=lists).values_list("checklist", "content"):
            self._points[checklist].add(content.strip(" 。；;."))

    def now(self, row: PlanLine) -> list[ItemVersion]:
        """The line's items in the version that is in force; those that lapsed are missing."""
        return [self.current[one.item_id] for one in self.items[row.pk] if one.item_id in self.current]

    def lapsed(self, row: PlanLine) -> tuple[str, ...]:
        """The codes of its items when none of them is in force any more."""
        gone = self.items[row.pk]
        return () if self.now(row) else tuple(sorted(one.item.code for one in gone))

    def content(self, row: PlanLine) -> dict[str, frozenset[str]]:
        now = self.now(row)
        matters = {row.scenario_version.name} if row.scenario_version else set()
        return {
            "matters": frozenset(matters),
            "items": frozenset(one.item.code for one in now),
            "clauses": frozenset(code for one in now for code in self._clauses[one.pk]),
            "points": frozenset(point for one in now if one.checklist_id for point in self._points[one.checklist_id]),
            "industries": frozenset(row.scope.get("industries", ())),
        }


def _clauses(versions: Iterable[UUID]) -> dict[UUID, set[str]]:
    label = ItemVersion._meta.label_lower
    cited = Citation.objects.filter(citer_kind=label, citer_id__in=list(versions), clause__isnull=False)
    found: dict[UUID, set[str]] = defaultdict(set)
    for citer, code in cited.values_list("citer_id", "clause__code"):
        found[citer].add(code)
    return found


def _as_core(row: PlanLine, region: str, objects: core.Codes, described: _Described) -> core.Line:
    agency, frequency, now = row.plan.agency, row.wanted_frequency, described.now(row)
    cap = described.caps.of_scope(agency, row.scope)
    return core.Line(
        key=str(row.pk),
        agency=agency.code,
        branch=agency.kind_id,
        level=_LEVELS.index(level_of(agency.region_id)),
        first=row.window_from,
        until=row.window_until,
        times=frequency.per_year if frequency else Fraction(1),
        share=_share(row, len(objects)),
        objects=objects,
        content=described.content(row),
        cap=cap.rate if cap else None,
        lapsed=described.lapsed(row),
        is_off_site_capable=not row.on_site_reason and bool(now) and all(one.pk in described.off_site for one in now),
        is_own=is_within(agency.region_id, region),
        is_tied=row.pk in described.tied,
    )


def _share(row: PlanLine, objects: int) -> Fraction:
    """Of its objects, how many are checked at most: where the words leave it open, all."""
    amount = row.wanted_amount
    if amount.kind == AmountKind.COUNT and amount.count and objects:
        return min(Fraction(amount.count.number, objects), Fraction(1))
    if amount.kind in (AmountKind.SHARE, AmountKind.RISK) and amount.parts:
        return max(part.share for part in amount.parts)
    return Fraction(1)
