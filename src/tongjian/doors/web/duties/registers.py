"""Pages of powers handed over, bodies commissioned and enforcement subjects."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.forms import ReasonForm
from tongjian.doors.face.pages import list_page, notice, render_page
from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.duties import forms
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.models import EnforcementStatus
from tongjian.supervision.duties import operations, policies, queries
from tongjian.supervision.duties.models import CommissionedBody, PowerTransfer
from tongjian.supervision.duties.queries import RegisterFilter

TONES: Mapping[str, Tone] = {"registered": "active", "published": "good", "ended": "off"}
TRANSFERS: list[Column[PowerTransfer]] = [
    Column("code", "编号", lambda row: row.code, kind="code", url=lambda row: row.get_absolute_url(), sort="code"),
    Column("from", "原主管部门", lambda row: row.from_agency.name),
    Column("to", "承接机关", lambda row: row.to_agency.name),
    Column("items", "事项数", lambda row: row.items, kind="number"),  # type: ignore[attr-defined]
    Column("document", "划转文号", lambda row: row.document),
    Column("on", "生效日期", lambda row: row.effective_on, kind="date", sort="effective_on"),
    Column("state", "状态", lambda row: row.get_state_display(), kind="badge", tone=lambda row: TONES[row.state]),
]
COMMISSIONS: list[Column[CommissionedBody]] = [
    Column("name", "受委托组织", lambda row: row.name, url=lambda row: row.get_absolute_url(), sort="name"),
    Column("uscc", "统一社会信用代码", lambda row: row.uscc, kind="code"),
    Column("principal", "委托机关", lambda row: row.principal.name),
    Column("items", "事项数", lambda row: row.items, kind="number"),  # type: ignore[attr-defined]
    Column("document", "委托书文号", lambda row: row.document),
    Column("from", "起始日期", lambda row: row.valid_from, kind="date", sort="valid_from"),
    Column("until", "期满日期（不含）", lambda row: row.valid_until, kind="date", sort="valid_until"),
    Column("state", "状态", lambda row: standing(row), kind="badge", tone=lambda row: standing_tone(row)),
]
ENFORCERS: list[Column[EnforcementStatus]] = [
    Column("name", "机关", lambda row: row.agency.name, url=lambda row: _agency_url(row), sort="agency__code"),
    Column("region", "地方", lambda row: row.agency.region.name, sort="agency__region__code"),
    Column("basis", "确认依据", lambda row: row.basis),
    Column("published", "公布日期", lambda row: row.published_at, kind="date", sort="published_at"),
    Column("from", "生效日期", lambda row: row.valid_from, kind="date", sort="valid_from"),
    Column("until", "失效日期", lambda row: row.valid_until, kind="date", sort="valid_until"),
    Column("commissions", "委托执法", lambda row: "有" if row.commissions else "无"),  # type: ignore[attr-defined]
]


def _agency_url(status: EnforcementStatus) -> str:
    return reverse("org:agency", args=[status.agency_id])


def standing(body: CommissionedBody) -> str:
    """A published commission whose time is over says so by itself."""
    is_over = body.state == "published" and body.valid_until <= timezone.localdate()
    return "已期满" if is_over else body.get_state_display()


def standing_tone(body: CommissionedBody) -> Tone:
    return "off" if standing(body) == "已期满" else TONES[body.state]


@require_safe
def enforcers(request: ActorRequest) -> HttpResponseBase:
    form = forms.EnforcerFilterForm(request.GET)
    rows = queries.list_enforcers(RegisterFilter(**form.chosen))
    table = Table(request, ENFORCERS, rows, name="执法主体", order=("agency__region__code", "agency__code"))
    return list_page(request, "duties/enforcers.html", table=table, filters=form)


@require_safe
def transfers(request: ActorRequest) -> HttpResponseBase:
    form = forms.RegisterFilterForm(request.GET)
    rows = queries.list_transfers(request.actor, RegisterFilter(**form.chosen))
    table = Table(request, TRANSFERS, rows, name="处罚权划转", order=("-effective_on",))
    return list_page(
        request, "duties/transfers.html", table=table, filters=form, can_register=policies.can_register(request.actor)
    )


@require_safe
def commissions(request: ActorRequest) -> HttpResponseBase:
    form = forms.RegisterFilterForm(request.GET)
    rows = queries.list_commissions(request.actor, RegisterFilter(**form.chosen))
    table = Table(request, COMMISSIONS, rows, name="委托执法", order=("valid_until",))
    return list_page(
        request,
        "duties/commissions.html",
        table=table,
        filters=form,
        can_register=policies.can_register(request.actor),
    )


@require_safe
def transfer(request: ActorRequest, code: str) -> HttpResponse:
    one = queries.get_transfer(request.actor, code)
    facts = [
        Fact("原主管部门", one.from_agency.name),
        Fact("承接机关", one.to_agency.name),
        Fact("划转文号", one.document),
        Fact("生效日期", one.effective_on, kind="date"),
        *_ending(one),
    ]
    said = ("原主管部门继续承担的职责", one.continuing)
    return _detail(request, one, facts, said, one.get_state_display(), TONES[one.state])


@require_safe
def commission(request: ActorRequest, code: str) -> HttpResponse:
    one = queries.get_commission(request.actor, code)
    facts = [
        Fact("受委托组织", one.name),
        Fact("统一社会信用代码", one.uscc, kind="code"),
        Fact("委托机关", one.principal.name),
        Fact("委托书文号", one.document),
        Fact("起始日期", one.valid_from, kind="date"),
        Fact("期满日期（不含）", one.valid_until, kind="date"),
        *_ending(one),
    ]
    return _detail(request, one, facts, ("委托权限", one.scope), standing(one), standing_tone(one))


def _ending(one: PowerTransfer | CommissionedBody) -> list[Fact]:
    if one.ended_on is None:
        return []
    return [Fact("终止日期", one.ended_on, kind="date"), Fact("终止理由", one.end_reason)]


def _detail(
    request: ActorRequest,
    one: PowerTransfer | CommissionedBody,
    facts: Sequence[Fact],
    said: tuple[str, str],
    state: str,
    tone: Tone,
) -> HttpResponse:
    is_transfer = isinstance(one, PowerTransfer)
    items = queries.items_handed_over(one) if isinstance(one, PowerTransfer) else queries.items_commissioned(one)
    names = ("transfers", "transfer") if is_transfer else ("commissions", "commission")
    context = {
        "record": one,
        "kind_name": "处罚权划转" if is_transfer else "委托执法",
        "facts": facts,
        "said": said,
        "state": state,
        "tone": tone,
        "items": items.order_by("code"),
        "list_url": reverse(f"duties:{names[0]}"),
        "publish_url": reverse(f"duties:{names[1]}-publish", args=[one.code]),
        "end_url": reverse(f"duties:{names[1]}-end", args=[one.code]),
        "can_publish": policies.can_publish(request.actor, one),
        "can_end": policies.can_end(request.actor, one),
        **_officers_of(request, one),
        "entries": timeline_entries(timeline(one._meta.label_lower, one.pk), request.actor),
    }
    return render_page(request, "duties/record.html", context)


def _officers_of(request: ActorRequest, one: PowerTransfer | CommissionedBody) -> dict[str, Any]:
    """Who checks for a commissioned body; a transfer has none."""
    if isinstance(one, PowerTransfer):
        return {}
    return {
        "officers": list(queries.officers_commissioned(one).order_by("certificate_number")),
        "officers_url": reverse("duties:commission-officers", args=[one.code]),
        "can_name": policies.can_register(request.actor, one.principal),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_new(request: ActorRequest) -> HttpResponse:
    require(policies.can_register(request.actor))
    form = forms.TransferForm(acts.posted(request), actor=request.actor)

    def carry_out(data: dict[str, Any]) -> str:
        codes = forms.words_of(data.pop("items"))
        return operations.register_transfer(actor=request.actor, item_codes=codes, **data).get_absolute_url()

    return acts.fill_in(
        request, form, carry_out, template="duties/form.html", back=reverse("duties:transfers"),
        done="已登记，由另一人公布。", title="登记处罚权划转", list_label="处罚权划转",
        list_url_name="duties:transfers",
        rule="划转后原主管部门仍须履行日常检查职责，并配合检测、检验、检疫、鉴定（晋政办发〔2023〕39号第5条）。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def commission_new(request: ActorRequest) -> HttpResponse:
    require(policies.can_register(request.actor))
    form = forms.CommissionForm(acts.posted(request), actor=request.actor)

    def carry_out(data: dict[str, Any]) -> str:
        codes = forms.words_of(data["items"])
        body = operations.register_commission(
            actor=request.actor, principal_code=data["principal_code"], text=form.to_text(), item_codes=codes
        )
        return body.get_absolute_url()

    return acts.fill_in(
        request, form, carry_out, template="duties/form.html", back=reverse("duties:commissions"),
        done="已登记，由另一人公布。", title="登记执法委托", list_label="委托执法", list_url_name="duties:commissions",
        rule="委托书应当载明具体事项、权限、期限并向社会公布；受委托组织以委托机关名义检查，不得再委托（《行政处罚法》第20条）。",
    )  # fmt: skip


@require_POST
def transfer_publish(request: ActorRequest, code: str) -> HttpResponse:
    one = queries.get_transfer(request.actor, code)
    operations.publish_transfer(actor=request.actor, transfer_id=one.pk)
    notice(request, "已公布，职责矩阵从生效日期起调整。")
    return redirect(one)


@require_POST
def commission_publish(request: ActorRequest, code: str) -> HttpResponse:
    one = queries.get_commission(request.actor, code)
    operations.publish_commission(actor=request.actor, body_id=one.pk)
    notice(request, "已公布。")
    return redirect(one)


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_end(request: ActorRequest, code: str) -> HttpResponse:
    one = queries.get_transfer(request.actor, code)
    require(policies.can_end(request.actor, one))

    def carry_out(data: dict[str, Any]) -> None:
        operations.end_transfer(actor=request.actor, transfer_id=one.pk, reason=data["reason"])

    return acts.fill_in(
        request, ReasonForm(acts.posted(request)), carry_out, template="duties/form.html",
        back=one.get_absolute_url(), done="已终止。", title="终止处罚权划转", about=one.code,
        about_url=one.get_absolute_url(), list_label="处罚权划转", list_url_name="duties:transfers",
        rule="从今天起执法职责回到原主管部门。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def commission_end(request: ActorRequest, code: str) -> HttpResponse:
    one = queries.get_commission(request.actor, code)
    require(policies.can_end(request.actor, one))

    def carry_out(data: dict[str, Any]) -> None:
        operations.end_commission(actor=request.actor, body_id=one.pk, reason=data["reason"])

    return acts.fill_in(
        request, ReasonForm(acts.posted(request)), carry_out, template="duties/form.html",
        back=one.get_absolute_url(), done="已终止。", title="终止执法委托", about=one.name,
        about_url=one.get_absolute_url(), list_label="委托执法", list_url_name="duties:commissions",
        rule="从今天起不能再以委托机关名义检查。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def commission_officers(request: ActorRequest, code: str) -> HttpResponse:
    one = queries.get_commission(request.actor, code)
    require(policies.can_register(request.actor, one.principal))
    form = forms.OfficersForm(acts.posted(request), body=one)

    def carry_out(data: dict[str, Any]) -> None:
        operations.name_officers(actor=request.actor, body_id=one.pk, officer_ids=data["officers"])

    return acts.fill_in(
        request, form, carry_out, template="duties/form.html", back=one.get_absolute_url(), done="检查人员已列明。",
        title="列明检查人员", about=one.name, about_url=one.get_absolute_url(), list_label="委托执法",
        list_url_name="duties:commissions",
        rule="列入的人员只能以委托机关名义、在委托事项和期限内检查，超出的不予赋码（V04，《行政处罚法》第20条）。",
    )  # fmt: skip
