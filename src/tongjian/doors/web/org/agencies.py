"""Agencies: list, detail, establishment, enforcement status, keys of other systems."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.org.forms import AgencyFilterForm, ApiKeyForm, EnforcementForm, EstablishForm, ReasonForm
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import Agency

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
    return {
        "agency": agency,
        "block_superior": queries.block_superior(agency),
        "statuses": agency.enforcement_statuses.order_by("-valid_from"),
        "officers": queries.list_officers(request.actor, agency_id=agency.pk)[:100],
        "posts": agency.posts.filter(valid_until=None).select_related("user").order_by("role")[:100],
        "keys": policies.visible_api_keys(request.actor).filter(agency=agency).order_by("-created_at"),
        "can_manage": policies.can_manage_agencies(request.actor),
        "key_form": ApiKeyForm(),
        "enforcement_form": EnforcementForm(),
        "reason_form": ReasonForm(),
    }


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


@require_POST
def enforcement(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    if "reason" in request.POST:
        operations.end_enforcement_status(
            actor=request.actor, agency_id=agency_id, reason=request.POST.get("reason", "")
        )
        notice(request, "已终止执法主体资格。")
    else:
        operations.publish_enforcement_status(
            actor=request.actor, agency_id=agency_id, basis=request.POST.get("basis", "")
        )
        notice(request, "已公布执法主体资格。")
    return redirect("org:agency", agency_id)


@require_POST
def create_key(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    agency = queries.get_agency(request.actor, agency_id)
    form = ApiKeyForm(request.POST)
    secret = ""
    if form.is_valid():
        try:
            _, secret = operations.create_api_key(actor=request.actor, agency_id=agency_id, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
    context = {**_detail(request, agency), "key_form": form, "secret": secret}
    return render(request, "org/agency.html", context, status=422 if form.errors else 200)


@require_POST
def revoke_key(request: ActorRequest, key_id: UUID) -> HttpResponse:
    key = operations.revoke_api_key(actor=request.actor, key_id=key_id)
    notice(request, "密钥已吊销。")
    return redirect("org:agency", key.agency_id)
