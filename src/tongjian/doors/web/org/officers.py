"""The register of officers and their certificates."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import ReasonForm
from tongjian.doors.face.pages import list_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.org.acts import act_on, fill_in
from tongjian.doors.web.org.certificates import Certificates, capacity
from tongjian.doors.web.org.forms import OfficerFilterForm, OfficerForm, RenewForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict, require
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import Officer

_form_view = require_http_methods(["GET", "HEAD", "POST"])


def _columns(certificates: Certificates) -> list[Column[Officer]]:
    return [
    Column(
        "name", "姓名", lambda officer: officer.name, sort="name",
        url=lambda officer: reverse("org:officer", args=[officer.pk]),
    ),
    Column("certificate", "执法证号", lambda officer: officer.certificate_number, kind="code"),
    Column("agency", "机关", lambda officer: officer.agency.name),
    Column(
        "until", "有效期至（不含）", lambda officer: officer.certificate_until, kind="date", sort="certificate_until"
    ),
    Column("validity", "执法证", certificates.validity, kind="badge", tone=certificates.tone),
    Column("capacity", "身份", capacity),
]  # fmt: skip


@require_safe
def officer_list(request: ActorRequest) -> HttpResponseBase:
    form = OfficerFilterForm(request.GET)
    officers = queries.list_officers(request.actor, **form.chosen)
    table = Table(
        request, _columns(Certificates()), officers, name="执法人员", order=("agency__code", "certificate_number")
    )
    can_register = policies.can_manage_officers(request.actor)
    return list_page(request, "org/officers.html", table=table, filters=form, can_register=can_register)


@require_safe
def officer_detail(request: ActorRequest, officer_id: UUID) -> HttpResponse:
    officer = queries.get_officer(request.actor, officer_id)
    certificates = Certificates()
    context = {
        "officer": officer,
        "facts": _facts(officer),
        "validity": certificates.validity(officer),
        "tone": certificates.tone(officer),
        "can_manage": policies.can_manage_officers_of(request.actor, officer.agency),
        "entries": timeline_entries(ledger.timeline(officer._meta.label_lower, officer.pk), request.actor),
    }
    return render(request, "org/officer.html", context)


def _facts(officer: Officer) -> list[Fact]:
    return [
        Fact("机关", officer.agency.name, url=reverse("org:agency", args=[officer.agency_id])),
        Fact("身份", capacity(officer)),
        Fact("执法证号", officer.certificate_number, kind="code"),
        Fact("发证日期", officer.certificate_from, kind="date"),
        Fact("有效期至（不含）", officer.certificate_until, kind="date"),
        Fact("登录账号", officer.user.username if officer.user else "没有", kind="code" if officer.user else "text"),
    ]


@_form_view
def register(request: ActorRequest) -> HttpResponse:
    require(policies.can_manage_officers(request.actor))
    form = OfficerForm(posted(request), actor=request.actor, initial={"agency_id": request.GET.get("agency", "")})

    def act(data: dict[str, Any]) -> str:
        officer = operations.register_officer(actor=request.actor, **data)
        return reverse("org:officer", args=[officer.pk])

    return fill_in(
        request, form, act, back=reverse("org:officers"),
        title="登记执法人员", submit="登记", done=lambda given: f"已登记{given['name']}。",
        section="执法人员", above=reverse("org:officers"),
    )  # fmt: skip


@_form_view
def renew(request: ActorRequest, officer_id: UUID) -> HttpResponse:
    return act_on(
        request, *_managed(request, officer_id), RenewForm(posted(request)), operations.renew_certificate,
        title="更新执法证有效期", submit="更新", done="有效期已更新。",
    )  # fmt: skip


@_form_view
def release(request: ActorRequest, officer_id: UUID) -> HttpResponse:
    return act_on(
        request, *_managed(request, officer_id), ReasonForm(posted(request)), operations.release_officer,
        title="执法人员离岗", submit="离岗", done="已登记离岗。",
    )  # fmt: skip


def _managed(request: ActorRequest, officer_id: UUID) -> tuple[Officer, Verdict]:
    officer = queries.get_officer(request.actor, officer_id)
    return officer, policies.can_manage_officers_of(request.actor, officer.agency)
