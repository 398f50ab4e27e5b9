"""How far a department is with its plan, now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, Q

from tongjian.pure.amounts import AmountKind, Bound, Frequency
from tongjian.pure.sampling import size_for_ratio
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import VisitItem
from tongjian.supervision.planning.choices import DemandState
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.registry import queries as registry
from tongjian.supervision.registry.models import Entity

_CHECKED = (TeamState.ENTERED, TeamState.RETURNED, TeamState.REVIEWED, TeamState.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Of one line: demands made from any version of it, visits they led to (not cancelled, no practice), and of those
    the ones whose part was checked and published. `population` are the objects now; `wanted` the visits the line asks
    for in the year, None where its amount is not a number (按风险、按实际 …). `is_most` is a limit, not an aim."""

    demands: int
    drawn: int
    visits: int
    checked: int
    published: int
    population: int
    wanted: int | None
    is_most: bool

    @property
    def percent(self) -> int | None:
        """Checked against wanted, at most 100."""
        return min(100, self.checked * 100 // self.wanted) if self.wanted else None


def progress_of(lines: Sequence[PlanLine]) -> Mapping[UUID, Progress]:
    """Four queries, however many lines. Lines of one plan, or of several, with `plan.agency` loaded."""
    keys = {(line.plan_id, line.number): line for line in lines}
    demands: dict[str, UUID] = {}
    drawn_demands: set[str] = set()
    rows = Demand.objects.filter(plan_line__plan__in={line.plan_id for line in lines}).exclude(
        state=DemandState.WITHDRAWN
    )
    for code, plan, number, state in rows.values_list("code", "plan_line__plan", "plan_line__number", "state"):
        if (line := keys.get((plan, number))) is not None:
            demands[code] = line.pk
            if state == DemandState.FROZEN:
                drawn_demands.add(code)
    visits = _visits(list(demands))
    populations = _populations(lines)
    return {line.pk: _progress(line, demands, drawn_demands, visits, populations[line.pk]) for line in lines}


_Visits = Mapping[str, tuple[int, int, int]]


def _progress(
    line: PlanLine, demands: Mapping[str, UUID], drawn: set[str], visits: _Visits, population: int
) -> Progress:
    own = [code for code, line_id in demands.items() if line_id == line.pk]
    made, checked, published = (sum(visits.get(code, (0, 0, 0))[place] for code in own) for place in range(3))
    wanted, is_most = _wanted(line, population)
    return Progress(
        demands=len(own), drawn=len(drawn.intersection(own)), visits=made, checked=checked, published=published,
        population=population, wanted=wanted, is_most=is_most,
    )  # fmt: skip


def _visits(codes: Sequence[str]) -> _Visits:
    rows = VisitItem.objects.filter(demand__in=codes, team__visit__is_practice=False)
    rows = rows.exclude(team__visit__state=VisitState.CANCELLED).order_by()
    counted = rows.values("demand").annotate(
        made=Count("team__visit", distinct=True),
        checked=Count("team__visit", filter=Q(team__state__in=_CHECKED), distinct=True),
        published=Count("team__visit", filter=Q(team__state=TeamState.PUBLISHED), distinct=True),
    )
    return {row["demand"]: (row["made"], row["checked"], row["published"]) for row in counted}


def _populations(lines: Sequence[PlanLine]) -> dict[UUID, int]:
    """Active entities in the scope of each line, in one query."""
    counts = {
        f"line_{place}": Count(
            "pk", filter=Q(pk__in=registry.entities_in_scope(line.scope, line.plan.agency.region_id).values("pk"))
        )
        for place, line in enumerate(lines)
    }
    found = Entity.objects.aggregate(**counts) if counts else {}
    return {line.pk: found[f"line_{place}"] for place, line in enumerate(lines)}


def _wanted(line: PlanLine, population: int) -> tuple[int | None, bool]:
    amount, frequency = line.wanted_amount, line.wanted_frequency
    times = _times(frequency)
    if amount.count is not None:
        return amount.count.number * times, amount.count.bound == Bound.MOST
    if amount.kind == AmountKind.CENSUS:
        return population * times, False
    if amount.kind == AmountKind.SHARE and len(amount.parts) == 1 and not amount.parts[0].of:
        share: Fraction = amount.parts[0].share
        size = size_for_ratio(share.numerator, share.denominator, population)
        return size * times, amount.parts[0].bound == Bound.MOST
    return None, False


def _times(frequency: Frequency | None) -> int:
    """Visits of one object in the year that a line asks for; a limit asks for one."""
    if frequency is None or frequency.bound == Bound.MOST:
        return 1
    return max(1, int(frequency.per_year))
