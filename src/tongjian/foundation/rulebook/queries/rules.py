"""What the rules say on a day, in a place, for an agency and an industry."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from importlib import resources
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.kernel.verdict import Verdict, refuse
from tongjian.foundation.rulebook.choices import Confidence, DayKind
from tongjian.foundation.rulebook.models import CalendarDay, Check, Parameter, RuleChange, Sourced, Term
from tongjian.foundation.rulebook.policies import (
    visible_changes,
    visible_checks,
    visible_days,
    visible_parameters,
    visible_terms,
)
from tongjian.pure.workdays import Calendar


def value_of(
    code: str, *, on: date | None = None, region: str = "", agency: str = "", industry: str = ""
) -> Parameter | None:
    """The row in force on a day (default today); the most specific scope wins: agency, industry, region, everyone.

    `region` is a GB/T 2260 code: rows for it and for the city and province above it apply.
    """
    rows = Parameter.objects.filter(
        _in_force(on or timezone.localdate()),
        code=code,
        scope_region__in=["", *region_chain(region)],
        scope_agency__in=["", agency],
        scope_industry__in=["", industry],
    )
    return max(rows, key=lambda row: (*specificity(row), row.valid_from or date.min), default=None)


def amount(code: str) -> int:
    """A number that must be there even before any rule is loaded (signing in, the size of a file): as the rulebook
    sets it for everyone, and where it sets nothing as shipped."""
    row = value_of(code)
    if row is not None and row.value:
        return int(row.value)
    shipped = resources.files("tongjian.foundation.rulebook").joinpath("reference", "parameters.csv")
    rows = csv.DictReader(io.StringIO(shipped.read_text("utf-8")))
    return next(int(row["value"]) for row in rows if row["code"] == code)


def rows_on(code: str, day: date) -> list[Parameter]:
    """The rows of every scope that hold on the day."""
    return list(Parameter.objects.filter(_in_force(day), code=code))


def is_for(row: Parameter | RuleChange, region: str, agency: str, industry: str) -> bool:
    """Whether the scope of the row takes in a place, an agency and an industry."""
    return (
        row.scope_region in ("", *region_chain(region))
        and row.scope_agency in ("", agency)
        and row.scope_industry in ("", industry)
    )


def specificity(row: Parameter | RuleChange) -> tuple[bool, bool, int]:
    """The greater goes before: agency, industry, then the smaller region."""
    return bool(row.scope_agency), bool(row.scope_industry), len(row.scope_region.rstrip("0"))


class Limit:
    """A parameter with the values of all its scopes on a day (default today), read once: the most specific holds."""

    def __init__(self, code: str, on: date | None = None) -> None:
        self.rows = rows_on(code, on or timezone.localdate())

    def of(self, region: str = "", agency: str = "") -> Parameter | None:
        fitting = [row for row in self.rows if is_for(row, region, agency, "")]
        return max(fitting, key=specificity, default=None)

    @property
    def largest(self) -> int:
        return max((int(row.value) for row in self.rows), default=0)


def required(code: str, **scope: str) -> Parameter:
    """Like `value_of` without a date; raises RuleViolated when no value is in force."""
    parameter = value_of(code, **scope)  # type: ignore[arg-type]
    if parameter is None or parameter.value == "":
        raise RuleViolated("parameter_unset", f"规则库没有设定“{code}”，请先由规则管理人员设定。")
    return parameter


def number(code: str, **scope: str) -> int:
    return int(required(code, **scope).value)


def ratio(code: str, **scope: str) -> Fraction:
    return Fraction(required(code, **scope).value)


def text(code: str, **scope: str) -> str:
    return required(code, **scope).value


def is_on(code: str, **scope: str) -> bool:
    return required(code, **scope).value == "true"


def check(code: str, on: date | None = None) -> Check:
    """The sentence and citation of a reject or warn rule. Raises RuleViolated when the rulebook lacks it."""
    row = Check.objects.filter(_in_force(on or timezone.localdate()), code=code).order_by("-valid_from").first()
    if row is None:
        raise RuleViolated("check_unset", f"规则库没有载入校验规则 {code}。")
    return row


def refusal(code: str, detail: str = "") -> RuleViolated:
    """The error to raise when a rule stands against an act. A rule marked unsure never refuses (`may_refuse`)."""
    row = check(code)
    return RuleViolated(code, row.sentence + detail, row.citation)


def refusal_verdict(code: str, detail: str = "") -> Verdict:
    """The same as a Verdict, for the button it disables."""
    row = check(code)
    return refuse(code, row.sentence + detail, row.citation)


def may_refuse(parameter: Parameter) -> bool:
    """A value marked unsure warns and never refuses."""
    return parameter.confidence != Confidence.UNSURE


def terms(dictionary: str, on: date | None = None) -> QuerySet[Term]:
    return Term.objects.filter(_in_force(on or timezone.localdate()), dictionary=dictionary)


def term(dictionary: str, code: str, on: date | None = None) -> Term | None:
    return terms(dictionary, on).filter(code=code).first()


def calendar() -> Calendar:
    """Holidays and make-up days as known today; later years are provisional by weekdays."""
    days = list(CalendarDay.objects.order_by("date").values_list("date", "kind"))
    return Calendar(
        holidays=frozenset(day for day, kind in days if kind == DayKind.HOLIDAY),
        makeup_workdays=frozenset(day for day, kind in days if kind == DayKind.MAKEUP),
        known_until=date(days[-1][0].year + 1, 1, 1) if days else date.min,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterFilter:
    """Empty means everything; `on` is the day the row must hold, None for rows of all times."""

    text: str = ""
    kind: str = ""
    context: str = ""
    confidence: str = ""
    region: str = ""
    on: date | None = None


def list_parameters(actor: Actor, wanted: ParameterFilter) -> QuerySet[Parameter]:
    """Rows to read; `region` keeps those that hold there: its own and those of the regions above it."""
    rows = visible_parameters(actor).filter(_saying(wanted.text, "code", "title", "citation", "note"))
    given = {name: getattr(wanted, name) for name in ("kind", "context", "confidence") if getattr(wanted, name)}
    if wanted.region:
        given["scope_region__in"] = ["", *region_chain(wanted.region)]
    return rows.filter(_in_force(wanted.on) if wanted.on else Q(), **given)


def list_checks(actor: Actor, *, text: str = "", severity: str = "", on: date | None = None) -> QuerySet[Check]:
    rows = visible_checks(actor).filter(_saying(text, "code", "sentence", "citation"))
    rows = rows.filter(severity=severity) if severity else rows
    return rows.filter(_in_force(on) if on else Q())


def list_terms(actor: Actor, *, text: str = "", dictionary: str = "", on: date | None = None) -> QuerySet[Term]:
    rows = visible_terms(actor).filter(_saying(text, "code", "label", "dictionary", "dictionary_title"))
    rows = rows.filter(dictionary=dictionary) if dictionary else rows
    return rows.filter(_in_force(on) if on else Q())


def dictionaries(actor: Actor) -> dict[str, str]:
    """code → title of every dictionary."""
    return dict(visible_terms(actor).order_by("dictionary").values_list("dictionary", "dictionary_title"))


def contexts(actor: Actor) -> list[str]:
    return list(visible_parameters(actor).order_by("context").values_list("context", flat=True).distinct())


def list_days(actor: Actor, *, year: int | None = None, kind: str = "") -> QuerySet[CalendarDay]:
    days = visible_days(actor)
    days = days.filter(date__year=year) if year else days
    return days.filter(kind=kind) if kind else days


def known_years(actor: Actor) -> list[int]:
    return [day.year for day in visible_days(actor).dates("date", "year", order="DESC")]


def list_changes(actor: Actor, *, state: str = "", code: str = "") -> QuerySet[RuleChange]:
    changes = visible_changes(actor)
    changes = changes.filter(state=state) if state else changes
    return changes.filter(parameter_code=code) if code else changes


def get_change(actor: Actor, change_id: UUID) -> RuleChange:
    change = visible_changes(actor).filter(pk=change_id).first()
    if change is None:
        raise NotFound("change_not_found", "没有这项规则变更，或者您无权查看。")
    return change


def get_parameter(actor: Actor, parameter_id: UUID) -> Parameter:
    parameter = visible_parameters(actor).filter(pk=parameter_id).first()
    if parameter is None:
        raise NotFound("parameter_not_found", "没有这项参数，或者您无权查看。")
    return parameter


def kinds(actor: Actor) -> dict[str, str]:
    """code → kind of every parameter."""
    return dict(visible_parameters(actor).values_list("code", "kind"))


def history_of(actor: Actor, code: str) -> list[Parameter]:
    """Every row of a parameter: widest scope first, newest first within it."""
    rows = list(visible_parameters(actor).filter(code=code))
    rows.sort(key=lambda row: row.valid_from or date.min, reverse=True)
    return sorted(rows, key=lambda row: (row.scope_region, row.scope_agency, row.scope_industry))


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule that is not the same on two days: `before` is None for a new one, `after` for one that has ended."""

    before: Parameter | Check | Term | None
    after: Parameter | Check | Term | None

    @property
    def row(self) -> Parameter | Check | Term:
        row = self.after or self.before
        assert row is not None
        return row


def differences(actor: Actor, first: date, second: date) -> list[Difference]:
    """What the book says otherwise on the second day: parameters, then checks, then terms. Six queries.

    Another row that says the same (only its dates or its confidence differ) is no difference.
    """
    return [
        Difference(before.get(key), after.get(key))
        for rows, words in _BOOK
        for before, after in [
            ({_key(row): row for row in rows(actor).filter(_in_force(day))} for day in (first, second))
        ]
        for key in sorted({*before, *after})
        if _words(before.get(key), words) != _words(after.get(key), words)
    ]


_Rows = Callable[[Actor], QuerySet[Any]]
_BOOK: tuple[tuple[_Rows, tuple[str, ...]], ...] = (
    (
        visible_parameters,
        ("title", "value", "unit", "extension_value", "extension_unit", "leeway", "least", "most", "citation"),
    ),
    (visible_checks, ("severity", "sentence", "citation")),
    (visible_terms, ("label", "citation")),
)
_KEYS = ("dictionary", "code", "scope_region", "scope_agency", "scope_industry")


def _key(row: Sourced) -> tuple[str, ...]:
    return tuple(getattr(row, name, "") for name in _KEYS)


def _words(row: Sourced | None, names: tuple[str, ...]) -> tuple[str, ...] | None:
    return tuple(getattr(row, name) for name in names) if row else None


def holds_on(row: Parameter, on: date) -> bool:
    return (row.valid_from or date.min) <= on < (row.valid_until or date.max)


def region_chain(code: str) -> Sequence[str]:
    """140105 → [140105, 140100, 140000]; townships (9 digits) first name their county."""
    if not code:
        return []
    county = code[:6]
    return list(dict.fromkeys([code, county, f"{county[:4]}00", f"{county[:2]}0000"]))


def _saying(text: str, *fields: str) -> Q:
    """Rows that have the text in any of these fields."""
    return reduce(or_, (Q((f"{field}__icontains", text)) for field in fields)) if text else Q()


def _in_force(on: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & lasting(on)
