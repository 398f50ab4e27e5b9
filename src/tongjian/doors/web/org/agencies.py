"""Agencies: list by region, detail, and every act on one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import ReasonForm
from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.org.acts import act_on, fill_in, show_act
from tongjian.doors.web.org.certificates import Certificates
from tongjian.doors.web.org.forms import (
    SCOPE_LABELS,
    AbolishForm,
    AgencyFilterForm,
    ApiKeyForm,
    EnforcementForm,
    EstablishForm,
    RenameForm,
)
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict, require
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
    Column("since", "设立日期", lambda agency: agency.valid_from, kind="date", is_optional=True),
]
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def agency_list(request: ActorRequest) -> HttpResponseBase:
    form = AgencyFilterForm(request.GET)
    within = form.chosen.get("within", "")
    agencies = queries.list_agencies(request.actor, **form.chosen)
    return list_page(
        request,
        "org/agencies.html",
        table=Table(request, COLUMNS, agencies, name="机关", order=("region_id", "code")),
        filters=form,
        above=queries.regions_above(within),
        below=queries.regions_below(within, agencies),
        can_manage=policies.can_manage_agencies(request.actor),
    )


@require_safe
def agency_detail(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    return render(request, "org/agency.html", _detail(request, queries.get_agency(request.actor, agency_id)))


def _detail(request: ActorRequest, agency: Agency) -> dict[str, Any]:
    certificates = Certificates()
    return {
        "agency": agency,
        "facts": _facts(agency),
        "lineage": queries.lineage_of(agency),
        "statuses": agency.enforcement_statuses.order_by("-valid_from", "-id"),
        "may_inspect": queries.published_enforcer(agency),
        "subordinates": agency.line_subordinates.filter(valid_until=None).order_by("code")[:SHOWN],
        "officers": [
            (officer, certificates.validity(officer), certificates.tone(officer))
            for officer in queries.list_officers(request.actor, agency_id=agency.pk)[:SHOWN]
        ],
        "posts": queries.posts_of(request.actor, agency)[:SHOWN],
        "keys": [
            (key, "、".join(SCOPE_LABELS.get(scope, scope) for scope in key.scopes))
            for key in policies.visible_api_keys(request.actor).filter(agency=agency).order_by("-created_at")
        ],
        "can_manage": policies.can_manage_agencies(request.actor),
        "can_register": policies.can_manage_officers_of(request.actor, agency),
        "entries": timeline_entries(ledger.timeline(agency._meta.label_lower, agency.pk), request.actor),
    }


def _facts(agency: Agency) -> list[Fact]:
    facts = [
        Fact("类别", agency.kind.title),
        Fact("区划", f"{agency.region.name}（{agency.region_id}）", url=_list_of(agency.region_id)),
        _linked("业务上级", queries.line_superior(agency)),
        _linked("上级政府" if agency.kind_id == queries.GOVERNMENT else "同级政府", queries.block_superior(agency)),
        Fact("设立日期", agency.valid_from, kind="date"),
    ]
    if agency.valid_until:
        facts += [Fact("撤销日期", agency.valid_until, kind="date"), _linked("承接机关", agency.successor)]
    return facts


def _linked(label: str, agency: Agency | None) -> Fact:
    if agency is None:
        return Fact(label, "—")
    return Fact(label, agency.name, url=reverse("org:agency", args=[agency.pk]))


def _list_of(region_code: str) -> str:
    return f"{reverse('org:agencies')}?within={region_code}"


@_form_view
def establish(request: ActorRequest) -> HttpResponse:
    require(policies.can_manage_agencies(request.actor))

    def act(data: dict[str, Any]) -> str:
        agency = operations.establish_agency(actor=request.actor, **data)
        return reverse("org:agency", args=[agency.pk])

    return fill_in(
        request, EstablishForm(posted(request)), act, back=reverse("org:agencies"),
        title="设立机关", submit="设立", done="机关已设立。", section="机关", above=reverse("org:agencies"),
        intro="业务上级是上一级的同类部门；上一级还没有的，一并设立。",
    )  # fmt: skip


@_form_view
def rename(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    return act_on(
        request, *_managed(request, agency_id), RenameForm(posted(request)), operations.rename_agency,
        title="更名", submit="更名", done="已更名。",
    )  # fmt: skip


@_form_view
def abolish(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    return act_on(
        request, *_managed(request, agency_id), AbolishForm(posted(request)), operations.abolish_agency,
        title="撤销机关", submit="撤销", done="机关已撤销。",
        intro="撤销当日起，本机关的岗位、执法主体资格、接口密钥同时终止，执法人员离岗；下级改由承接机关领导，待办转给承接机关。"
        "人员一并转入承接机关的，请用“与其他机关合并”。",
    )  # fmt: skip


@_form_view
def publish_enforcement(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    form, act = EnforcementForm(posted(request)), operations.publish_enforcement_status
    return act_on(
        request, *_managed(request, agency_id), form, act, title="公布执法主体资格", submit="公布",
        done="已公布执法主体资格。", intro="公布后列入公开的行政检查主体名单，可以实施行政检查。",
    )  # fmt: skip


@_form_view
def end_enforcement(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    form, act = ReasonForm(posted(request)), operations.end_enforcement_status
    return act_on(
        request, *_managed(request, agency_id), form, act, title="终止执法主体资格", submit="终止",
        done="已终止执法主体资格。", intro="终止后从公开名单中撤下，不能再实施行政检查。",
    )  # fmt: skip


def _managed(request: ActorRequest, agency_id: UUID) -> tuple[Agency, Verdict]:
    return queries.get_agency(request.actor, agency_id), policies.can_manage_agencies(request.actor)


@_form_view
def create_key(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    """The secret is on the answer to this request and nowhere else."""
    require(policies.can_manage_agencies(request.actor))
    agency = queries.get_agency(request.actor, agency_id)
    form = ApiKeyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = operations.create_api_key(actor=request.actor, agency_id=agency.pk, **form.cleaned_data)
            return render(request, "org/agency.html", {**_detail(request, agency), "secret": secret})
        except DomainError as refusal:
            form.refuse(refusal)
    back = reverse("org:agency", args=[agency.pk])
    return show_act(
        request, form, cancel_url=back, title="新建接口密钥", submit="创建", section=agency.name, above=back,
        intro="密钥只显示一次；对方系统以本机关的名义、在所选权限内调用接口。",
    )  # fmt: skip


@require_POST
def revoke_key(request: ActorRequest, key_id: UUID) -> HttpResponse:
    key = operations.revoke_api_key(actor=request.actor, key_id=key_id)
    notice(request, "密钥已吊销。")
    return redirect("org:agency", key.agency_id)
