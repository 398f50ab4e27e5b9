"""Strata by risk grade and by how long ago the department was there; who is spared after a clean check.

Ratios, factors and years are the rulebook's (晋政办发〔2023〕39号第11条、第12条; 国市监信发〔2022〕6号).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Max, QuerySet

from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.choices import Outcome, VisitState
from tongjian.supervision.inspections.models import ItemResult, VisitTeam
from tongjian.supervision.registry import queries as registry

UNGRADED = "-"
_ENDED = (VisitState.CHECKED, VisitState.REVIEWED, VisitState.PUBLISHED)
_NEVER_SPARED = ("C", "D")
"""Grades whose visits go on after a clean check (国市监信发〔2022〕6号: 较高、高的提高比例和频次)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskStratum:
    """One stratum: a grade (UNGRADED for who has none) and a span since the last check. `ratio`: of its population;
    `why`: from which values it follows, for people."""

    key: str
    grade: str
    label: str
    ratio: Fraction
    why: str
    citation: str


class RiskRule:
    """The strata of one department as the rulebook has them on a day. `cut` says which days are recent and long
    ago."""

    def __init__(self, agency: Agency, on: date) -> None:
        scope = {"region": agency.region_id, "agency": agency.code}
        self._recent = _years_before(on, rulebook.number("ratio.since.recent_years", **scope))
        self._long = _years_before(on, rulebook.number("ratio.since.long_years", **scope))
        self.strata: dict[tuple[str, str], RiskStratum] = {}
        labels = {term.code: term.label for term in rulebook.terms(registry.RISK)}
        bands = {
            "recent": (f"{self._recent} 以后查过", "ratio.since.recent"),
            "middle": ("其间查过", ""),
            "long": (f"{self._long} 以来没有查过", "ratio.since.long"),
        }
        for grade in [*sorted(labels), UNGRADED]:
            base = rulebook.required(f"ratio.risk.{'B' if grade == UNGRADED else grade}", **scope)
            for band, (words, code) in bands.items():
                factor = rulebook.required(code, **scope) if code else None
                times = Fraction(int(factor.value), 100) if factor else Fraction(1)
                self.strata[grade, band] = RiskStratum(
                    key=f"{grade}.{band}",
                    grade=grade,
                    label=f"{labels.get(grade, '没有等级（按一般）')}，{words}",
                    ratio=min(Fraction(1), Fraction(base.value) * times),
                    why=f"{base.title} {_percent(Fraction(base.value))}" + (f" × {factor.value}%" if factor else ""),
                    citation=base.citation,
                )

    def stratum(self, grade: str | None, last: date | None) -> RiskStratum:
        known = grade if (grade, "middle") in self.strata else UNGRADED
        band = "long" if last is None or last < self._long else "recent" if last >= self._recent else "middle"
        return self.strata[known or UNGRADED, band]


def last_checks(agency: Agency, *, is_practice: bool = False) -> dict[UUID, date]:
    """By entity, the day on which departments of this kind in this place last finished a check of it."""
    teams = _ended(agency, is_practice=is_practice).order_by()
    rows = teams.values_list("visit__entity_id").annotate(last=Max("visit__planned_on"))
    return {entity_id: last for entity_id, last in rows if last}


def clean_since(agency: Agency, day: date, *, is_practice: bool = False) -> set[UUID]:
    """Entities that this department checked on or after the day without finding anything."""
    teams = _ended(agency, is_practice=is_practice).filter(visit__planned_on__gte=day)
    checked = set(teams.values_list("visit__entity_id", flat=True))
    failed = ItemResult.objects.filter(item__team__in=teams, outcome=Outcome.FAIL)
    return checked - set(failed.values_list("item__team__visit__entity_id", flat=True))


def spared(agency: Agency, on: date, *, is_practice: bool = False) -> set[UUID]:
    """Who is left out of a general draw after a clean check: nobody of a grade that asks for more."""
    limit = rulebook.value_of("exemption.clean_check", region=agency.region_id)
    if limit is None or not limit.value:
        return set()
    months = int(limit.value) if limit.unit == "M" else 0
    clean = clean_since(agency, _months_before(on, months), is_practice=is_practice) if months else set()
    graded = registry.risks_of(clean)
    return {entity_id for entity_id in clean if graded.get(entity_id) not in _NEVER_SPARED}


def _ended(agency: Agency, *, is_practice: bool) -> QuerySet[VisitTeam]:
    return VisitTeam.objects.filter(agency=agency, visit__state__in=_ENDED, visit__is_practice=is_practice)


def _percent(ratio: Fraction) -> str:
    return f"{float(ratio * 100):g}%"


def _years_before(day: date, years: int) -> date:
    return _months_before(day, 12 * years)


def _months_before(day: date, months: int) -> date:
    """The same day of the month; the last of a shorter one (29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))
