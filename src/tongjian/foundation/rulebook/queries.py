"""What the rules say on a day, in a place, for an agency and an industry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import Verdict, refuse
from tongjian.foundation.rulebook.choices import Confidence, DayKind
from tongjian.foundation.rulebook.models import CalendarDay, Check, Parameter, RuleChange, Term
from tongjian.foundation.rulebook.policies import visible_changes
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
    return max(rows, key=_specificity, default=None)


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


def region_chain(code: str) -> Sequence[str]:
    """140105 → [140105, 140100, 140000]; townships (9 digits) first name their county."""
    if not code:
        return []
    county = code[:6]
    return list(dict.fromkeys([code, county, f"{county[:4]}00", f"{county[:2]}0000"]))


def _in_force(on: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_until=None) | Q(valid_until__gt=on))


def _specificity(row: Parameter) -> tuple[bool, bool, int, date]:
    digits = len(row.scope_region.rstrip("0"))
    return bool(row.scope_agency), bool(row.scope_industry), digits, row.valid_from or date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFilter:
    """For the page that shows and searches all of it. Without `on` every row, past and future ones too."""

    text: str = ""
    confidence: str = ""
    context: str = ""
    on: date | None = None


def list_parameters(wanted: RuleFilter, kind: str = "") -> QuerySet[Parameter]:
    texts = Q(code__icontains=wanted.text) | Q(title__icontains=wanted.text) | Q(citation__icontains=wanted.text)
    rows = Parameter.objects.filter(texts, *_narrowed(wanted)).order_by("code", "valid_from")
    return rows.filter(kind=kind) if kind else rows


def list_checks(wanted: RuleFilter) -> QuerySet[Check]:
    texts = Q(code__icontains=wanted.text) | Q(sentence__icontains=wanted.text) | Q(citation__icontains=wanted.text)
    return Check.objects.filter(texts, *_narrowed(wanted)).order_by("code", "valid_from")


def list_terms(wanted: RuleFilter, dictionary: str = "") -> QuerySet[Term]:
    texts = Q(code__icontains=wanted.text) | Q(label__icontains=wanted.text)
    texts |= Q(dictionary_title__icontains=wanted.text) | Q(citation__icontains=wanted.text)
    rows = Term.objects.filter(texts, *_narrowed(wanted)).order_by("dictionary", "code")
    return rows.filter(dictionary=dictionary) if dictionary else rows


def list_days(year: int | None = None) -> QuerySet[CalendarDay]:
    rows = CalendarDay.objects.order_by("date")
    return rows.filter(date__year=year) if year else rows


def get_parameter(parameter_id: UUID) -> Parameter:
    parameter = Parameter.objects.filter(pk=parameter_id).first()
    if parameter is None:
        raise NotFound("parameter_not_found", "没有这个参数。")
    return parameter


def rows_over_time(parameter: Parameter) -> QuerySet[Parameter]:
    """All rows of the same code and scope, newest first."""
    return Parameter.objects.filter(
        code=parameter.code,
        scope_region=parameter.scope_region,
        scope_agency=parameter.scope_agency,
        scope_industry=parameter.scope_industry,
    ).order_by("-valid_from")


def list_changes(actor: Actor, parameter_code: str = "") -> QuerySet[RuleChange]:
    changes = visible_changes(actor).order_by("-proposed_at")
    return changes.filter(parameter_code=parameter_code) if parameter_code else changes


def _narrowed(wanted: RuleFilter) -> list[Q]:
    parts = [_in_force(wanted.on)] if wanted.on else []
    if wanted.confidence:
        parts.append(Q(confidence=wanted.confidence))
    if wanted.context:
        parts.append(Q(context=wanted.context))
    return parts
