"""Everything the rulebook holds: parameters, checks, dictionaries, the calendar, changes."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.pages import list_page
from tongjian.doors.face.parts import Fact, Tab, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.rulebook import words
from tongjian.doors.web.rulebook.forms import (
    ChangeFilterForm,
    CheckFilterForm,
    DayFilterForm,
    ParameterFilterForm,
    TermFilterForm,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import queries as org
from tongjian.foundation.rulebook import policies, queries
from tongjian.foundation.rulebook.choices import ChangeState, DayKind
from tongjian.foundation.rulebook.models import CalendarDay, Check, Parameter, RuleChange, Term
from tongjian.foundation.rulebook.queries import ParameterFilter

TABS = {
    "parameters": "参数与时限",
    "checks": "校验规则",
    "terms": "字典",
    "calendar": "日历",
    "changes": "变更",
    "compare": "比较两天",
    "book": "整本导出与比较",
}


def tabs_of(actor: Actor, here: str) -> list[Tab]:
    waiting = queries.list_changes(actor, state=ChangeState.PROPOSED).count()
    return [
        Tab(label, reverse(f"rulebook:{name}"), is_current=name == here, count=waiting if name == "changes" else None)
        for name, label in TABS.items()
    ]


def _confidence() -> Column[Any]:
    return Column(
        "confidence",
        "可信度",
        lambda row: row.get_confidence_display(),
        kind="badge",
        tone=lambda row: words.CONFIDENCE_TONES[row.confidence],
    )


@require_safe
def parameters(request: ActorRequest) -> HttpResponseBase:
    form = ParameterFilterForm(request.GET, actor=request.actor)
    rows = queries.list_parameters(request.actor, ParameterFilter(**form.wanted))
    columns = _parameter_columns(words.Places())
    table = Table(request, columns, rows, name="参数与时限", order=("code", "scope_region", "valid_from"))
    tabs = tabs_of(request.actor, "parameters")
    return list_page(request, "rulebook/parameters.html", table=table, filters=form, tabs=tabs)


def _parameter_columns(places: words.Places) -> list[Column[Parameter]]:
    return [
        Column("title", "名称", lambda row: row.title, url=_url, note=lambda row: row.note),
        Column("code", "编号", lambda row: row.code, kind="code", sort="code"),
        Column("value", "值", words.value_of, note=words.extension_of),
        Column("scope", "适用范围", places.scope_of, sort="scope_region"),
        Column("citation", "依据", lambda row: row.citation),
        _confidence(),
        Column("context", "模块", words.context_of, sort="context", is_optional=True),
        Column("use", "使用", words.use_of, kind="badge", tone=words.tone_of_use),
        Column("kind", "类型", lambda row: row.get_kind_display(), is_optional=True),
        Column("from", "生效日期", lambda row: row.valid_from, kind="date", sort="valid_from", note=words.until_of),
    ]


def _url(row: Parameter) -> str:
    return reverse("rulebook:parameter", args=[row.pk])


@require_safe
def parameter_detail(request: ActorRequest, parameter_id: UUID) -> HttpResponse:
    """One parameter in every scope it has, over time."""
    actor, places = request.actor, words.Places()
    parameter = queries.get_parameter(actor, parameter_id)
    lines = [
        {
            "row": row,
            "value": words.value_of(row),
            "extension": words.extension_of(row),
            "scope": places.scope_of(row),
            "validity": words.validity_of(row),
            "tone": words.CONFIDENCE_TONES[row.confidence],
            "state": _state(row),
            "is_here": row.pk == parameter.pk,
        }
        for row in queries.history_of(actor, parameter.code)
    ]
    context = {
        "parameter": parameter,
        "state": _state(parameter),
        "facts": [*_facts(parameter, places), _here(actor, parameter, places)],
        "lines": lines,
        "is_live": words.is_live(parameter),
        "changes": _change_lines(queries.list_changes(actor, code=parameter.code), parameter.kind, places),
        "can_propose": policies.can_propose(actor),
    }
    return render(request, "rulebook/parameter.html", context)


def _facts(row: Parameter, places: words.Places) -> list[Fact]:
    return [
        Fact("值", words.value_of(row), source=words.extension_of(row)),
        Fact("适用范围", places.scope_of(row)),
        Fact("类型", row.get_kind_display()),
        Fact("模块", words.context_of(row), source="" if words.is_live(row) else "模块尚未上线，规则未启用"),
        Fact("依据", row.citation),
        Fact("可信度", row.get_confidence_display(), kind="badge", tone=words.CONFIDENCE_TONES[row.confidence]),
        Fact("说明", row.note),
        Fact("下级另行规定", words.leeway_of(row, row.kind)),
    ]


def _here(actor: Actor, parameter: Parameter, places: words.Places) -> Fact:
    """What holds today for whoever looks, and which level said so."""
    code = org.own_agency_code(actor)
    row = queries.value_of(parameter.code, region=actor.region_code, agency=code)
    if row is None:
        return Fact("本机关今天适用", "未设定")
    return Fact("本机关今天适用", words.value_of(row), source=f"{places.scope_of(row)}的规定")


def _state(row: Parameter) -> tuple[str, str]:
    today = timezone.localdate()
    if queries.holds_on(row, today):
        return "有效", "good"
    return ("尚未生效", "draft") if row.valid_from and row.valid_from > today else ("已失效", "off")


def _change_lines(changes: Iterable[RuleChange], kind: str, places: words.Places) -> list[dict[str, object]]:
    rows = list(changes)
    names = org.names_of_users(str(row.proposed_by) for row in rows)
    return [
        {
            "change": row,
            "value": words.value_in_words(kind, row.value, row.unit),
            "scope": places.scope_of(row),
            "who": names.get(str(row.proposed_by), ""),
            "tone": change_tone(row),
        }
        for row in rows
    ]


@require_safe
def checks(request: ActorRequest) -> HttpResponseBase:
    form = CheckFilterForm(request.GET)
    rows = queries.list_checks(request.actor, **form.wanted)
    table = Table(request, CHECKS, rows, name="校验规则", order=("code", "valid_from"))
    tabs = tabs_of(request.actor, "checks")
    return list_page(request, "rulebook/checks.html", table=table, filters=form, tabs=tabs)


CHECKS: list[Column[Check]] = [
    Column("sentence", "提示语", lambda row: row.sentence),
    Column("code", "编号", lambda row: row.code, kind="code", sort="code"),
    Column("severity", "性质", lambda row: row.get_severity_display(), kind="badge", tone=words.severity_tone),
    Column("citation", "依据", lambda row: row.citation),
    _confidence(),
    Column("context", "模块", words.context_of, sort="context", is_optional=True),
    Column("use", "使用", words.use_of, kind="badge", tone=words.tone_of_use),
    Column("from", "生效日期", lambda row: row.valid_from, kind="date", sort="valid_from", note=words.until_of),
]


@require_safe
def terms(request: ActorRequest) -> HttpResponseBase:
    form = TermFilterForm(request.GET, actor=request.actor)
    rows = queries.list_terms(request.actor, **form.wanted)
    table = Table(request, TERMS, rows, name="字典", order=("dictionary", "code"))
    tabs = tabs_of(request.actor, "terms")
    return list_page(request, "rulebook/terms.html", table=table, filters=form, tabs=tabs)


TERMS: list[Column[Term]] = [
    Column("label", "名称", lambda row: row.label),
    Column("code", "代码", lambda row: row.code, kind="code", sort="code"),
    Column("dictionary", "字典", lambda row: row.dictionary_title, sort="dictionary", note=lambda row: row.dictionary),
    Column("citation", "依据", lambda row: row.citation),
    _confidence(),
    Column("from", "生效日期", lambda row: row.valid_from, kind="date", sort="valid_from", note=words.until_of),
]


@require_safe
def calendar(request: ActorRequest) -> HttpResponseBase:
    form = DayFilterForm(request.GET, actor=request.actor)
    rows = queries.list_days(request.actor, **form.chosen)
    table = Table(request, DAYS, rows, name="工作日历", order=("-date",))
    years = queries.known_years(request.actor)
    return list_page(
        request,
        "rulebook/calendar.html",
        table=table,
        filters=form,
        tabs=tabs_of(request.actor, "calendar"),
        known=max(years, default=None),
        can_load=policies.can_load_calendar(request.actor),
    )


DAYS: list[Column[CalendarDay]] = [
    Column("date", "日期", lambda day: day.date, kind="date", sort="date"),
    Column("weekday", "星期", lambda day: "周" + "一二三四五六日"[day.date.weekday()]),
    Column(
        "kind",
        "类型",
        lambda day: day.get_kind_display(),
        kind="badge",
        tone=lambda day: "neutral" if day.kind == DayKind.HOLIDAY else "active",
    ),
    Column("name", "名称", lambda day: day.name),
    Column("citation", "依据", lambda day: day.citation),
]


@require_safe
def changes(request: ActorRequest) -> HttpResponseBase:
    form = ChangeFilterForm(request.GET)
    rows = queries.list_changes(request.actor, **form.chosen)
    columns = _change_columns(words.Places(), queries.kinds(request.actor))
    table = Table(request, columns, rows, name="规则变更", order=("-proposed_at",))
    tabs = tabs_of(request.actor, "changes")
    return list_page(request, "rulebook/changes.html", table=table, filters=form, tabs=tabs)


def _change_columns(places: words.Places, kinds: Mapping[str, str]) -> list[Column[RuleChange]]:
    def value(row: RuleChange) -> str:
        return words.value_in_words(kinds.get(row.parameter_code, ""), row.value, row.unit)

    return [
        Column("code", "参数", lambda row: row.parameter_code, url=lambda row: row.get_absolute_url()),
        Column("value", "新值", value),
        Column("scope", "适用范围", places.scope_of),
        Column("from", "生效日期", lambda row: row.valid_from, kind="date", sort="valid_from"),
        Column("citation", "依据", lambda row: row.citation),
        Column("state", "状态", lambda row: row.get_state_display(), kind="badge", tone=change_tone),
        Column("at", "提出时间", lambda row: row.proposed_at, kind="datetime", sort="proposed_at"),
    ]


def change_tone(row: RuleChange) -> Tone:
    return tone_of(row.state, CHANGE_TONES)


CHANGE_TONES: Mapping[str, Tone] = {
    ChangeState.PROPOSED: "active",
    ChangeState.APPROVED: "good",
    ChangeState.REJECTED: "off",
}
