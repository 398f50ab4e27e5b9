"""The rulebook as pages: shown and searched in full."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongjian.doors.face.pages import list_page
from tongjian.doors.face.parts import Tab, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.rulebook.forms import ParameterFilterForm, RuleFilterForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.rulebook import policies, queries
from tongjian.foundation.rulebook.choices import Confidence
from tongjian.foundation.rulebook.models import CalendarDay, Check, Parameter, Sourced, Term

BUILT = {"", "kernel", "ledger", "rulebook", "org", "exchange", "casework", "registry", "catalog", "inspections",
         "planning"}  # fmt: skip
"""Contexts that exist; rules of the others wait for them."""
PAGES = {
    "parameters": "参数与时限",
    "checks": "校验规则",
    "terms": "字典",
    "calendar": "日历",
    "changes": "变更",
}


def tabs(current: str) -> list[Tab]:
    return [Tab(label, reverse(f"rulebook:{name}"), is_current=name == current) for name, label in PAGES.items()]


def use_of(row: Sourced) -> str:
    return "使用中" if row.context in BUILT else "未启用"


def tone_of_use(row: Sourced) -> Tone:
    return "good" if row.context in BUILT else "off"


def value_of(row: Parameter) -> str:
    unit = row.get_unit_display() if row.unit else ""
    extension = f"，可延长 {row.extension_value} {row.get_extension_unit_display()}" if row.extension_value else ""
    return f"{row.value} {unit}".strip() + extension


def scope_of(row: Parameter) -> str:
    return " ".join(filter(None, [row.scope_region, row.scope_agency, row.scope_industry])) or "全省"


def validity_of(row: Sourced) -> str:
    if row.valid_from is None and row.valid_until is None:
        return "—"
    return f"{row.valid_from or ''} 起" + (f"，至 {row.valid_until}（不含）" if row.valid_until else "")


PARAMETERS: list[Column[Parameter]] = [
    Column("code", "编号", lambda row: row.code, kind="code", sort="code"),
    Column("title", "名称", lambda row: row.title, url=lambda row: reverse("rulebook:parameter", args=[row.pk])),
    Column("value", "值", value_of),
    Column("confidence", "可信度", lambda row: row.get_confidence_display()),
    Column("use", "使用", use_of, kind="badge", tone=tone_of_use),
    Column("citation", "依据", lambda row: row.citation),
    Column("scope", "适用", scope_of, is_optional=True),
    Column("validity", "效期", validity_of, is_optional=True),
]
CHECKS: list[Column[Check]] = [
    Column("code", "编号", lambda row: row.code, kind="code", sort="code"),
    Column("severity", "性质", lambda row: row.get_severity_display()),
    Column("sentence", "提示语", lambda row: row.sentence),
    Column("use", "使用", use_of, kind="badge", tone=tone_of_use),
    Column("confidence", "可信度", lambda row: row.get_confidence_display()),
    Column("citation", "依据", lambda row: row.citation),
]
TERMS: list[Column[Term]] = [
    Column("dictionary", "字典", lambda row: row.dictionary_title, sort="dictionary"),
    Column("code", "代码", lambda row: row.code, kind="code"),
    Column("label", "名称", lambda row: row.label),
    Column("confidence", "可信度", lambda row: row.get_confidence_display()),
    Column("citation", "依据", lambda row: row.citation),
]
DAYS: list[Column[CalendarDay]] = [
    Column("date", "日期", lambda row: row.date, kind="date", sort="date"),
    Column("kind", "安排", lambda row: row.get_kind_display()),
    Column("name", "名称", lambda row: row.name),
    Column("citation", "依据", lambda row: row.citation),
]


@require_safe
def parameters(request: ActorRequest) -> HttpResponseBase:
    form = ParameterFilterForm(request.GET)
    rows = queries.list_parameters(form.to_filter(), form.chosen.get("kind", ""))
    table = Table(request, PARAMETERS, rows, name="参数与时限", order=("code", "valid_from"))
    return list_page(request, "rulebook/list.html", table=table, filters=form, tabs=tabs("parameters"))


@require_safe
def checks(request: ActorRequest) -> HttpResponseBase:
    form = RuleFilterForm(request.GET)
    table = Table(request, CHECKS, queries.list_checks(form.to_filter()), name="校验规则", order=("code",))
    return list_page(request, "rulebook/list.html", table=table, filters=form, tabs=tabs("checks"))


@require_safe
def terms(request: ActorRequest) -> HttpResponseBase:
    form = RuleFilterForm(request.GET)
    table = Table(request, TERMS, queries.list_terms(form.to_filter()), name="字典", order=("dictionary", "code"))
    return list_page(request, "rulebook/list.html", table=table, filters=form, tabs=tabs("terms"))


@require_safe
def calendar(request: ActorRequest) -> HttpResponseBase:
    table = Table(request, DAYS, queries.list_days(), name="日历", order=("-date",))
    known_until = queries.calendar().known_until
    return list_page(request, "rulebook/list.html", table=table, tabs=tabs("calendar"), known_until=known_until)


@require_safe
def parameter(request: ActorRequest, parameter_id: UUID) -> HttpResponse:
    row = queries.get_parameter(parameter_id)
    context = {
        "parameter": row,
        "value": value_of(row),
        "scope": scope_of(row),
        "use": use_of(row),
        "is_design": row.confidence == Confidence.DESIGN,
        "history": [(each, value_of(each), validity_of(each)) for each in queries.rows_over_time(row)],
        "changes": queries.list_changes(request.actor, row.code)[:20],
        "can_propose": policies.can_propose(request.actor),
    }
    return render(request, "rulebook/parameter.html", context)
