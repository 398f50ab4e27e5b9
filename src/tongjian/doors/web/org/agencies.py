"""Agencies: list, detail, establishment, enforcement status, keys of other systems."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.org.acts import Act, act_page
from tongjian.doors.web.org.forms import AgencyFilterForm, ApiKeyForm, EnforcementForm, EstablishForm, ReasonForm
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import Agency

SHOWN = 100

COLUMNS: list[Column[Agency]] = [
    Column("name", "机关", lambda agency: agency.name, url=lambda agency: reverse("org:agency", args=[agency.pk])),
    Column("code", "代码", lambda agency: agency.code, kind="code"),
    Column("region", "区划", lambda agency: agency.region.name),
    Column("kind", "类别", lambda agency: agency.kind.title),
    Column("superior", "业务上级", lambda agency: agency.line_superior.name if agency.line_superior else "—"),
]


@require_safe
def agency_list(request: ActorRequest) -> HttpResponseBase:
    form = AgencyFilterForm(request.GET)
    table = Table(
        request, COLUMNS, queries.list_agencies(request.actor, **form.chosen), name="机关", order=("region_id", "code")
    )
    can_manage = policies.can_manage_agencies(request.actor)
    return list_page(request, "org/agencies.html", table=table, filters=form, can_manage=can_manage)


@require_safe
def agency_detail(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    agency = queries.get_agency(request.actor, agency_id)
    return render(request, "org/agency.html", _detail(request, agency))


def _detail(request: ActorRequest, agency: Agency) -> dict[str, object]:
    actor = request.actor
    can_manage = policies.can_manage_agencies(actor)
    statuses = list(agency.enforcement_statuses.order_by("-valid_from", "-id"))
    return {
        "agency": agency,
        "facts": _facts(agency),
        "statuses": statuses,
        "is_published": any(status.valid_until is None for status in statuses),
        "officers": queries.list_officers(actor, agency_id=agency.pk)[:SHOWN],
        "posts": queries.posts_of(actor, agency)[:SHOWN],
        "keys": policies.visible_api_keys(actor).filter(agency=agency).order_by("-created_at"),
        "can_manage": can_manage,
        "entries": timeline_entries(ledger.timeline(agency._meta.label_lower, agency.pk), actor),
    }


def _facts(agency: Agency) -> list[Fact]:
    line, block = agency.line_superior, queries.block_superior(agency)
    return [
        Fact("类别", agency.kind.title),
        Fact("区划", f"{agency.region.name}（{agency.region_id}）"),
        Fact("业务上级", line.name if line else None, url=reverse("org:agency", args=[line.pk]) if line else ""),
        Fact("同级政府", block.name if block else None, url=reverse("org:agency", args=[block.pk]) if block else ""),
        Fact("设立日期", agency.valid_from, kind="date"),
        *([Fact("撤销日期", agency.valid_until, kind="date")] if agency.valid_until else []),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def establish(request: ActorRequest) -> HttpResponse:
    form = EstablishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agency = operations.establish_agency(actor=request.actor, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已设立{agency.name}。")
            return redirect("org:agency", agency.pk)
    return render(request, "org/establish.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def publish_enforcement(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    agency = queries.get_agency(request.actor, agency_id)
    form = EnforcementForm(request.POST or None)
    act = _act(agency, "公布执法主体资格", "公布", "公布后可以作为检查主体（V01），并列入公开的检查主体名单。")

    def publish() -> None:
        operations.publish_enforcement_status(
            actor=request.actor, agency_id=agency.pk, basis=form.cleaned_data["basis"]
        )

    return act_page(request, act, form, publish, "已公布执法主体资格。")


@require_http_methods(["GET", "HEAD", "POST"])
def end_enforcement(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    agency = queries.get_agency(request.actor, agency_id)
    form = ReasonForm(request.POST or None)
    act = _act(agency, "终止执法主体资格", "终止", "从今天起不能再实施检查（V01）；已经完成的检查不受影响。")

    def end() -> None:
        operations.end_enforcement_status(actor=request.actor, agency_id=agency.pk, reason=form.cleaned_data["reason"])

    return act_page(request, act, form, end, "已终止执法主体资格。")


def _act(agency: Agency, title: str, submit: str, intro: str) -> Act:
    url, list_url = reverse("org:agency", args=[agency.pk]), reverse("org:agencies")
    return Act(title, submit, agency.name, url, "机关", list_url, intro)


@require_http_methods(["GET", "HEAD", "POST"])
def create_key(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    agency = queries.get_agency(request.actor, agency_id)
    form = ApiKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = operations.create_api_key(actor=request.actor, agency_id=agency_id, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return render(request, "org/agency.html", {**_detail(request, agency), "secret": secret})
    act = _act(agency, "新建接口密钥", "创建", "密钥只显示一次；对方系统以本机关的名义、在所选权限内调用接口。")
    return render(request, "org/act.html", {"act": act, "form": form}, status=422 if form.errors else 200)


@require_POST
def revoke_key(request: ActorRequest, key_id: UUID) -> HttpResponse:
    key = operations.revoke_api_key(actor=request.actor, key_id=key_id)
    notice(request, "密钥已吊销。")
    return redirect("org:agency", key.agency_id)
