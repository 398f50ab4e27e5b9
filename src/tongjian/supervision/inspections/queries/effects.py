"""What a change of a rule would do to visits: numbers over everybody's, for whoever makes the rule."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from tongjian.foundation.rulebook.effects import Effect, Proposed
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.queries.counting import counted_teams, limited

_WAITING = (VisitState.PLANNED, VisitState.APPROVED)
_SCOPE = ("agency__region_id", "agency__code", "visit__entity__industry")


def effects_on_visits(proposed: Proposed) -> list[Effect]:
    """Empty for rules that do not bear on visits."""
    count = _COUNTERS.get(proposed.change.parameter_code)
    return count(proposed) if count and proposed.change.value.isdigit() else []


def _of_cap(proposed: Proposed) -> list[Effect]:
    """Departments and enterprises that have reached the cap, and visits that would get no code for it."""
    year, new, old = proposed.change.valid_from.year, int(proposed.change.value), _old(proposed.before)
    made = counted_teams(year).values_list(*_SCOPE, "agency_id", "visit__entity_id").order_by()
    visited = {row[3:5]: row[5] for row in made.annotate(count=Count("pk")) if _touches(proposed, row)}
    waiting = limited(_waiting()).values_list(*_SCOPE, "agency_id", "visit__entity_id")
    planned = [visited.get(row[3:5], 0) for row in waiting if _touches(proposed, row)]
    return [
        Effect(
            f"{year} 年已达到上限的（一个部门对一户企业计一个）",
            None if old is None else sum(count >= old for count in visited.values()),
            sum(count >= new for count in visited.values()),
            len(visited),
        ),
        Effect(
            "待赋码的检查中因达到上限将不予赋码的（按部门计）",
            None if old is None else sum(count >= old for count in planned),
            sum(count >= new for count in planned),
            len(planned),
        ),
    ]


def _of_officers(proposed: Proposed) -> list[Effect]:
    able = Count("officers", filter=Q(officers__replaced_at=None))
    return [_too_few(proposed, "待赋码的检查中执法人员不足、将不予赋码的（按部门计）", _waiting(), able)]


def _of_approvals(proposed: Proposed) -> list[Effect]:
    standing = Count("approvals", filter=Q(approvals__withdrawn_at=None))
    return [_too_few(proposed, "待赋码的检查中批准人数不足的（按部门计）", _waiting(), standing)]


def _too_few(proposed: Proposed, what: str, teams: QuerySet[VisitTeam], there_are: Count) -> Effect:
    rows = teams.order_by().annotate(there_are=there_are).values_list(*_SCOPE, "there_are")
    counts = [row[-1] for row in rows if _touches(proposed, row)]
    old, new = _old(proposed.before), int(proposed.change.value)
    before = None if old is None else sum(count < old for count in counts)
    return Effect(what, before, sum(count < new for count in counts), len(counts))


def _waiting() -> QuerySet[VisitTeam]:
    return VisitTeam.objects.filter(visit__state__in=_WAITING, visit__is_practice=False, visit__is_check=True)


def _touches(proposed: Proposed, row: Any) -> bool:
    return proposed.touches(region=row[0], agency=row[1], industry=row[2])


def _old(before: Parameter | None) -> int | None:
    return int(before.value) if before and before.value.isdigit() else None


_COUNTERS: Mapping[str, Callable[[Proposed], list[Effect]]] = {
    "cap.visits_per_year": _of_cap,
    "visit.officers_per_agency": _of_officers,
    "visit.approvals_per_agency": _of_approvals,
}
