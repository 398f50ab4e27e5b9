"""The register of officers and their certificates."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.org.acts import Act, act_page
from tongjian.doors.web.org.forms import OfficerFilterForm, OfficerForm, RenewForm
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import Officer

SOON = timedelta(days=90)


def _validity(officer: Officer) -> str:
    left = officer.certificate_until - timezone.localdate()
    if left <= timedelta(0):
        return "已过期"
    return f"{left.days} 日后到期" if left <= SOON else "有效"


def _tone(officer: Officer) -> Tone:
    tones: dict[str, Tone] = {"已过期": "late", "有效": "good"}
    return tones.get(_validity(officer), "soon")


COLUMNS: list[Column[Officer]] = [
    Column("name", "姓名", lambda officer: officer.name, sort="name"),
    Column("certificate", "执法证号", lambda officer: officer.certificate_number, kind="code"),
    Column("agency", "机关", lambda officer: officer.agency.name),
    Column("until", "有效期至", lambda officer: officer.certificate_until, kind="date", sort="certificate_until"),
    Column("validity", "执法证", _validity, kind="badge", tone=_tone),
    Column("auxiliary", "身份", lambda officer: "执法辅助人员" if officer.is_auxiliary else "执法人员"),
]
RENEW: Column[Officer] = Column(
    "renew", "操作", lambda _: "更新有效期", url=lambda officer: reverse("org:renew-certificate", args=[officer.pk])
)


@require_safe
def officer_list(request: ActorRequest) -> HttpResponseBase:
    form = OfficerFilterForm(request.GET)
    officers = queries.list_officers(request.actor, text=form.chosen.get("text", ""))
    today = timezone.localdate()
    if (validity := form.chosen.get("validity")) == "expired":
        officers = officers.filter(certificate_until__lte=today)
    elif validity == "expiring":
        officers = officers.filter(certificate_until__gt=today, certificate_until__lte=today + SOON)
    can_manage = policies.can_manage_officers(request.actor)
    columns = [*COLUMNS, RENEW] if can_manage and not request.GET.get("export") else COLUMNS
    table = Table(request, columns, officers, name="执法人员", order=("agency__code", "certificate_number"))
    return list_page(request, "org/officers.html", table=table, filters=form, can_manage=can_manage)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    form = OfficerForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            officer = operations.register_officer(actor=request.actor, **_keywords(request, form.cleaned_data))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已登记{officer.name}。")
            return redirect("org:officers")
    context = {"form": form, "agencies": queries.list_agencies(request.actor)}
    return render(request, "org/register_officer.html", context, status=422 if form.errors else 200)


def _keywords(request: ActorRequest, given: Mapping[str, Any]) -> dict[str, Any]:
    data = dict(given)
    code, username = data.pop("agency_code", ""), data.pop("username", "")
    agency_id = queries.get_agency_by_code(code.strip()).pk if code else request.actor.agency_id
    user_id = queries.get_user_by_name(request.actor, username).pk if username else None
    return {**data, "agency_id": agency_id, "user_id": user_id}


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: ActorRequest, officer_id: UUID) -> HttpResponse:
    officer = queries.get_officer(request.actor, officer_id)
    form = RenewForm(request.POST or None)
    list_url = reverse("org:officers")
    intro = f"{officer.agency.name}，执法证号 {officer.certificate_number}，现有效期至 {officer.certificate_until}。"
    act = Act("更新执法证有效期", "更新", officer.name, list_url, "执法人员", list_url, intro)

    def do() -> None:
        operations.renew_certificate(actor=request.actor, officer_id=officer_id, **form.cleaned_data)

    return act_page(request, act, form, do, f"{officer.name}的执法证有效期已更新。")
