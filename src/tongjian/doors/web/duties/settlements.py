"""Pages of settlements: list, one with its opinions and clocks, and the forms of each step."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.forms import Form, ReasonForm
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.duties import forms
from tongjian.foundation.casework.queries import clocks_of
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict, deny, require
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.duties import operations, policies, queries
from tongjian.supervision.duties.choices import SettlementKind, Wish
from tongjian.supervision.duties.models import Settlement
from tongjian.supervision.duties.queries import SettlementFilter

TONES: Mapping[str, Tone] = {"proposed": "active", "opinions": "active", "decided": "good", "closed": "off"}
COLUMNS: list[Column[Settlement]] = [
    Column("code", "编号", lambda row: row.code, kind="code", sort="code"),
    Column("title", "名称", lambda row: row.title, url=lambda row: row.get_absolute_url(), sort="title"),
    Column("kind", "类型", lambda row: row.get_kind_display(), sort="kind"),
    Column("region", "地方", lambda row: row.region.name, sort="region__code"),
    Column("by", "提出部门", lambda row: row.opened_by_agency.name),
    Column("answered", "已反馈部门", lambda row: f"{row.answered} / {row.asked}"),  # type: ignore[attr-defined]
    Column(
        "state", "状态", lambda row: row.get_state_display(), kind="badge", tone=lambda row: tone_of(row.state, TONES)
    ),
    Column("lead", "牵头部门", lambda row: row.lead.title if row.lead else ""),
    Column("document", "决定文号", lambda row: row.document),
    Column("opened", "提出时间", lambda row: row.opened_at, kind="date", sort="opened_at"),
]
Act = Callable[[dict[str, Any]], object]


@require_safe
def settlement_list(request: ActorRequest) -> HttpResponseBase:
    form = forms.SettlementFilterForm(request.GET)
    rows = queries.list_settlements(request.actor, SettlementFilter(**form.chosen))
    table = Table(request, COLUMNS, rows, name="职责协调", order=("-opened_at",))
    can_propose = policies.can_propose(request.actor)
    return list_page(request, "duties/settlements.html", table=table, filters=form, can_propose=can_propose)


@require_safe
def detail(request: ActorRequest, code: str) -> HttpResponse:
    settlement = queries.get_settlement(request.actor, code)
    calendar = rulebook.calendar()
    answers = queries.answers_of(settlement)
    own = clocks_of(settlement._meta.label_lower, settlement.pk).first()
    acts_of = ("take_up", "answer", "close")
    context = {
        "settlement": settlement,
        "facts": _facts(settlement),
        "tones": TONES,
        "wish_tones": {Wish.LEAD: "good", Wish.COOPERATE: "neutral", Wish.NONE: "soon"},
        "clock": clock_face(own, calendar) if own else None,
        "answers": [(one.opinion, clock_face(one.clock, calendar) if one.clock else None) for one in answers],
        "items": queries.items_of(settlement),
        "verdicts": {f"can_{act}": policies.can_act(request.actor, settlement, act) for act in acts_of}
        | {"can_decide": _can_decide(request, settlement)},
        "entries": timeline_entries(timeline(settlement._meta.label_lower, settlement.pk), request.actor),
    }
    return render_page(request, "duties/settlement.html", context)


def _can_decide(request: ActorRequest, settlement: Settlement) -> Verdict:
    """The button says what the decision waits for."""
    may = policies.can_act(request.actor, settlement, "decide")
    waits = may and queries.clocks_still_run(settlement)
    return deny("还有部门没有反馈意见，收齐或者期限届满后再作决定。") if waits else may


def _facts(settlement: Settlement) -> list[Fact]:
    names = queries.kinds_named(settlement.cooperating)
    facts = [
        Fact("类型", settlement.get_kind_display()),
        Fact("地方", settlement.region.name),
        Fact("监管对象", settlement.object_kind or "见所列事项"),
        Fact("涉及环节", settlement.stage_words),
        Fact("提出部门", settlement.opened_by_agency.name),
        Fact("提出时间", settlement.opened_at, kind="date"),
    ]
    if settlement.outcome:
        facts += [
            Fact("决定", settlement.get_outcome_display()),
            Fact("牵头部门", settlement.lead.title if settlement.lead else "—"),
            Fact("配合部门", "、".join(names.get(kind, kind) for kind in settlement.cooperating) or "—"),
            Fact("决定文号", settlement.document),
            Fact("生效日期", settlement.effective_on, kind="date"),
        ]
    return facts + ([Fact("终止理由", settlement.closing_reason)] if settlement.closing_reason else [])


@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: ActorRequest) -> HttpResponse:
    require(policies.can_settle(request.actor))
    given = request.GET
    initial = {
        **{name: given.get(name, "") for name in ("kind", "title", "description", "object_kind")},
        "stages": given.getlist("stages"),
        "items": "\n".join(given.getlist("items")),
        "departments": given.getlist("departments"),
    }
    form = forms.OpenForm(acts.posted(request), region=request.actor.region_code, initial=initial)

    def carry_out(data: dict[str, Any]) -> str:
        codes, kind = forms.words_of(data.pop("items")), SettlementKind(data.pop("kind"))
        one = operations.open_settlement(actor=request.actor, kind=kind, item_codes=codes, **data)
        return one.get_absolute_url()

    return acts.fill_in(
        request, form, carry_out, template="duties/form.html", back=reverse("duties:findings"),
        done="已发起，征求意见已送达各部门的待办。", title="发起职责协调", **_LIST,
        rule="各部门在时限内反馈意见；收齐或者期限届满后，由统筹部门记录决定，职责矩阵随之调整。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: ActorRequest) -> HttpResponse:
    require(policies.can_propose(request.actor))

    def carry_out(data: dict[str, Any]) -> str:
        return operations.propose_business(actor=request.actor, **data).get_absolute_url()

    return acts.fill_in(
        request, forms.ProposeForm(acts.posted(request)), carry_out, template="duties/form.html",
        back=reverse("duties:settlements"), done="已提交，由统筹部门受理。", title="提出新业态定性", **_LIST,
        rule="由统筹部门受理并征求有关部门意见，报市政府研判定性，确定主管部门后列入监管事项清单（晋政办发〔2023〕39号第1条）。",
    )  # fmt: skip


_LIST = {"list_label": "职责协调", "list_url_name": "duties:settlements"}
_Step = tuple[str, str, str]


def _step(request: ActorRequest, settlement: Settlement, form: Form, carry_out: Act, said: _Step) -> HttpResponse:
    title, rule, done = said
    return acts.fill_in(
        request, form, carry_out, template="duties/form.html", back=settlement.get_absolute_url(), done=done,
        title=title, rule=rule, about=settlement.title, about_url=settlement.get_absolute_url(), **_LIST,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: ActorRequest, code: str) -> HttpResponse:
    settlement = queries.get_settlement(request.actor, code)
    require(policies.can_act(request.actor, settlement, "take_up"))

    def carry_out(data: dict[str, Any]) -> None:
        operations.take_up_settlement(
            actor=request.actor, settlement_id=settlement.pk, departments=data["departments"]
        )  # fmt: skip

    form = forms.TakeUpForm(acts.posted(request), region=settlement.region_id)
    said = ("受理并征求意见", "各部门在时限内反馈意见；不予受理的，返回后选“终止”。", "已受理，正在征求意见。")
    return _step(request, settlement, form, carry_out, said)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: ActorRequest, code: str) -> HttpResponse:
    settlement = queries.get_settlement(request.actor, code)
    require(policies.can_act(request.actor, settlement, "answer"))

    def carry_out(data: dict[str, Any]) -> None:
        operations.give_opinion(
            actor=request.actor, settlement_id=settlement.pk, wish=Wish(data["wish"]), text=data["text"]
        )

    said = ("填报部门意见", "代表本部门填报；作出决定以前可以更改。", "已填报本部门意见。")
    return _step(request, settlement, forms.OpinionForm(acts.posted(request)), carry_out, said)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActorRequest, code: str) -> HttpResponse:
    settlement = queries.get_settlement(request.actor, code)
    require(policies.can_act(request.actor, settlement, "decide"))
    form = forms.DecideForm(acts.posted(request), settlement=settlement, initial={"item_name": settlement.title})

    def carry_out(data: dict[str, Any]) -> None:
        operations.decide_settlement(actor=request.actor, settlement_id=settlement.pk, decision=form.to_decision())

    rule = "所列事项和环节的牵头、配合部门从生效日期起按决定执行，原来的职责同时终止；决定记录后不能更改。"
    return _step(request, settlement, form, carry_out, ("记录决定", rule, "已记录决定，职责矩阵已调整。"))


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: ActorRequest, code: str) -> HttpResponse:
    settlement = queries.get_settlement(request.actor, code)
    require(policies.can_act(request.actor, settlement, "close"))

    def carry_out(data: dict[str, Any]) -> None:
        operations.close_settlement(actor=request.actor, settlement_id=settlement.pk, reason=data["reason"])

    said = ("终止职责协调", "不作决定，职责矩阵不变。", "已终止。")
    return _step(request, settlement, ReasonForm(acts.posted(request)), carry_out, said)
