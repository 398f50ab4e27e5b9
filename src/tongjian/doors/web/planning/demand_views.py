"""Pages of demands."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.pages import list_page, notice, render_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.planning.demand_forms import (
    BY_RISK,
    DemandFilterForm,
    DemandForm,
    initial_of,
    initial_of_line,
    share_words,
    size_words,
)
from tongjian.doors.web.planning.scope_facts import scope_facts
from tongjian.doors.web.planning.timelines import entries_of
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org import queries as org
from tongjian.supervision.planning import operations, policies, queries
from tongjian.supervision.planning.choices import Method, Stratification
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.workflow import DEMAND_WORKFLOW

COLUMNS: list[Column[Demand]] = [
    Column("code", "需求编号", lambda row: row.code, kind="code", sort="code"),
    Column("title", "名称", lambda row: row.title, url=lambda row: _url(row), sort="title"),
    Column("agency", "部门", lambda row: row.agency.name, sort="agency__code"),
    Column("items", "事项数", lambda row: row.item_count, kind="number"),  # type: ignore[attr-defined]
    Column("size", "抽取", size_words),
    Column("draw", "所在抽取", lambda row: str(row.draw) if row.draw else "—", kind="code"),
    Column("state", "状态", lambda row: row.get_state_display(), kind="badge", tone=lambda row: tone_of(row.state)),
    Column("created", "编制时间", lambda row: row.created_at, kind="datetime", sort="created_at"),
]


def _url(demand: Demand) -> str:
    return reverse("planning:detail", args=[demand.pk])


@require_safe
def demand_list(request: ActorRequest) -> HttpResponseBase:
    form = DemandFilterForm(request.GET)
    own_only = not request.actor.has("planning.coordinate")
    rows = queries.list_demands(request.actor, form.to_filter(own_only=own_only))
    table = Table(request, COLUMNS, rows, name="抽查需求", order=("-created_at",))
    can_enter = policies.can_enter_demand(request.actor)
    return list_page(request, "planning/demand_list.html", table=table, filters=form, can_enter=can_enter)


@require_http_methods(["GET", "HEAD", "POST"])
def demand_new(request: ActorRequest) -> HttpResponseBase:
    form = DemandForm(request.POST or None, actor=request.actor, initial=initial_of_line(request.actor, request.GET))
    if request.method == "POST" and form.is_valid():
        try:
            demand = operations.draft_demand(actor=request.actor, content=form.to_content())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已编制需求 {demand.code}，由负责人提交后进入抽取。")
            return redirect(_url(demand))
    return _form_page(request, form, cancel_url=reverse("planning:list"))


@require_http_methods(["GET", "HEAD", "POST"])
def demand_edit(request: ActorRequest, demand_id: UUID) -> HttpResponseBase:
    demand = queries.get_demand(request.actor, demand_id)
    form = DemandForm(request.POST or None, actor=request.actor, initial=initial_of(demand))
    if request.method == "POST" and form.is_valid():
        try:
            operations.revise_demand(actor=request.actor, demand_id=demand.pk, content=form.to_content())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已修改需求 {demand.code}。")
            return redirect(_url(demand))
    return _form_page(request, form, demand=demand, cancel_url=_url(demand))


def _form_page(request: ActorRequest, form: DemandForm, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render_page(request, "planning/demand_form.html", {"form": form, **context}, partial="form", status=status)


@require_safe
def demand_preview(request: ActorRequest) -> HttpResponse:
    """How many entities the scope hits now, while the form is being filled in."""
    form = DemandForm(request.GET, actor=request.actor)
    form.is_valid()
    require(policies.can_enter_demand(request.actor))
    assert request.actor.agency_id is not None
    agency = org.get_agency(request.actor, request.actor.agency_id)
    data = form.cleaned_data
    by_risk = data.get("method") == BY_RISK
    by_county = Stratification.COUNTY if data.get("by_county") else Stratification.NONE
    share, complaint = _share(data.get("share", ""))
    sizes = queries.preview_sizes(
        scope=form.scope,
        agency=agency,
        method=data.get("method", Method.FIXED),
        stratification=Stratification.RISK if by_risk else by_county,
        share=share,
        pool=queries.get_pool(request.actor, form.pool_id) if form.pool_id else None,
    )
    context = {**sizes_context(sizes, data.get("method", Method.FIXED)), "complaint": complaint}
    return render_page(request, "planning/_preview.html", context)


def _share(words: str) -> tuple[tuple[int, int] | None, str]:
    if not words:
        return None, ""
    try:
        share = operations.share_of_words(words)
    except DomainError as refusal:
        return None, refusal.sentence
    return (share.numerator, share.denominator), ""


def sizes_context(sizes: list[queries.StratumSize], method: str) -> dict[str, Any]:
    names = org.names_of_regions(size.stratum for size in sizes)
    return {
        "sizes": [(size.label or names.get(size.stratum, "全部"), size) for size in sizes],
        "by_risk": any(size.label for size in sizes),
        "most": max((size.size for size in sizes), default=0),
        "population": sum(size.population for size in sizes),
        "size": sum(size.size for size in sizes),
        "is_expected": method == Method.POISSON,
    }


@require_safe
def demand_detail(request: ActorRequest, demand_id: UUID) -> HttpResponse:
    demand = queries.get_demand(request.actor, demand_id)
    sizes = queries.preview_sizes(
        scope=demand.scope,
        agency=demand.agency,
        method=demand.method,
        stratification=demand.stratification,
        share=_fraction(demand),
        pool=demand.pool,
    )
    actor, state = request.actor, demand.state
    context = {
        "demand": demand,
        "facts": _facts(demand),
        "versions": demand.items.select_related("item").order_by("item__code"),
        **sizes_context(sizes, demand.method),
        "can_revise": policies.in_state(policies.can_revise_demand(actor, demand), DEMAND_WORKFLOW, "revise", state),
        "can_submit": policies.in_state(policies.can_submit_demand(actor, demand), DEMAND_WORKFLOW, "submit", state),
        "can_withdraw": policies.in_state(
            policies.can_withdraw_demand(actor, demand), DEMAND_WORKFLOW, "withdraw", state
        ),
        "timeline": entries_of(demand),
    }
    return render_page(request, "planning/demand_detail.html", context)


def _fraction(demand: Demand) -> tuple[int, int] | None:
    if demand.rate_ppb:
        return demand.rate_ppb, 1_000_000_000
    if demand.ratio_numerator and demand.ratio_denominator:
        return demand.ratio_numerator, demand.ratio_denominator
    return None


def _facts(demand: Demand) -> list[Fact]:
    return [
        Fact("需求编号", demand.code, kind="code"),
        Fact("部门", demand.agency.name),
        Fact("抽取方式", f"{demand.get_method_display()}，{size_words(demand)}"),
        Fact("比例", share_words(demand) or "—"),
        Fact("分层", demand.get_stratification_display()),
        Fact(
            "检查对象名录库",
            demand.pool.title if demand.pool else "不用名录库",
            url=demand.pool.get_absolute_url() if demand.pool else "",
        ),
        *scope_facts(demand.scope),
        Fact("提交时间", demand.submitted_at, kind="datetime"),
        Fact(
            "所在抽取",
            str(demand.draw) if demand.draw else "—",
            url=reverse("draws:detail", args=[demand.draw_id]) if demand.draw_id else "",
        ),
    ]


@require_POST
def demand_submit(request: ActorRequest, demand_id: UUID) -> HttpResponse:
    demand = operations.submit_demand(actor=request.actor, demand_id=demand_id)
    notice(request, f"需求 {demand.code} 已提交。")
    return redirect(_url(demand))


@require_POST
def demand_withdraw(request: ActorRequest, demand_id: UUID) -> HttpResponse:
    demand = operations.withdraw_demand(actor=request.actor, demand_id=demand_id)
    notice(request, f"需求 {demand.code} 已撤回。")
    return redirect(_url(demand))
