"""Steps of a draw that ask something first: a form page each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.models import Agency
from tongjian.supervision.planning import operations, queries
from tongjian.supervision.planning.models import Draw

_get_and_post = require_http_methods(["GET", "HEAD", "POST"])


class BeaconNameForm(Form):
    beacon_source = forms.CharField(
        label="信标来源", max_length=100, required=False, help_text="公开的随机来源，例：中国福利彩票双色球。"
    )
    beacon_round = forms.CharField(
        label="信标期号", max_length=100, required=False, help_text="必须是揭示截止之后才公布的一期。"
    )

    @property
    def beacon(self) -> operations.Beacon | None:
        source, round_ = self.cleaned_data["beacon_source"], self.cleaned_data["beacon_round"]
        return operations.Beacon(source=source, round=round_) if source or round_ else None


class PartiesField(forms.ModelMultipleChoiceField[Agency]):
    def label_from_instance(self, agency: Agency) -> str:
        return agency.name


class PartiesForm(Form):
    parties = PartiesField(
        queryset=None,
        label="参与方",
        widget=forms.CheckboxSelectMultiple,
        help_text="至少两个部门。每个参与方在自己的浏览器里生成随机数，缺一方都得不出名单，所以谁也不能左右结果。",
    )

    def __init__(self, *args: Any, actor: Actor, region_code: str, **kwargs: Any) -> None:
        """Offers the departments of the region, and those below it that have handed in a demand."""
        super().__init__(*args, **kwargs)
        field = self.fields["parties"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        asked = queries.list_demands(actor, queries.DemandFilter(states=("submitted", "frozen"))).order_by()
        near = Q(region=region_code) | Q(pk__in=asked.values("agency_id"))
        field.queryset = org.list_agencies(actor).filter(near, kind__is_deliberative=False)


class DrawForm(PartiesForm, BeaconNameForm):
    title = forms.CharField(label="名称", max_length=200, help_text="例：2026 年第四季度部门联合抽查")
    cycle = forms.CharField(label="周期", max_length=40, help_text="例：2026年第四季度")
    window_from = forms.DateField(label="检查开始日期", widget=forms.DateInput)
    window_last = forms.DateField(
        label="检查最后日期", widget=forms.DateInput, help_text="应当与开始日期在同一年度内。"
    )
    publish_at = forms.DateTimeField(
        label="公开时间",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text="不填表示抽取后即公开。此前每户只能查到自己；时间一经确定不能改。",
    )
    is_practice = forms.BooleanField(
        label="演练", required=False, help_text="只有演练可以由系统代持随机数；每个页面和核验工具都会注明“演练”。"
    )
    field_order = ("title", "cycle", "window_from", "window_last", "parties", "publish_at", "is_practice")

    def to_plan(self) -> operations.DrawPlan:
        data = self.cleaned_data
        return operations.DrawPlan(
            title=data["title"],
            cycle=data["cycle"],
            window_from=data["window_from"],
            window_until=data["window_last"] + timedelta(days=1),
            is_practice=data["is_practice"],
            publish_at=data["publish_at"],
            beacon=self.beacon,
        )


class BeaconValueForm(Form):
    value = forms.CharField(label="信标值", max_length=200, help_text="照抄该来源、该期公布的值，任何人都能查到。")


class ReasonForm(Form):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea, help_text="会写入存证，并永久保留。")


class RedrawForm(BeaconNameForm, ReasonForm):
    field_order = ("reason", "beacon_source", "beacon_round")


@_get_and_post
def draw_new(request: ActorRequest) -> HttpResponseBase:
    form = DrawForm(request.POST or None, actor=request.actor, region_code=request.actor.region_code)
    if request.method == "POST" and form.is_valid():
        parties = [agency.pk for agency in form.cleaned_data["parties"]]
        try:
            draw = operations.open_draw(actor=request.actor, plan=form.to_plan(), party_agency_ids=parties)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已新建抽取 {draw.key}，请纳入各部门的需求。")
            return redirect("draws:detail", draw.pk)
    context = {"form": form, "heading": "新建联合抽取", "submit": "新建", "cancel_url": reverse("draws:list")}
    return _page(request, context)


@_get_and_post
def draw_parties(request: ActorRequest, draw_id: UUID) -> HttpResponseBase:
    draw = queries.get_draw(request.actor, draw_id)
    initial = {"parties": list(draw.parties.values_list("agency_id", flat=True))}
    form = PartiesForm(request.POST or None, actor=request.actor, region_code=draw.region_id, initial=initial)

    def name(data: dict[str, Any]) -> Draw:
        parties = [agency.pk for agency in data["parties"]]
        return operations.name_parties(actor=request.actor, draw_id=draw.pk, agency_ids=parties)

    return _step(request, draw, form, name, heading="确定参与方", submit="保存", said="参与方已更新。")


@_get_and_post
def draw_beacon(request: ActorRequest, draw_id: UUID) -> HttpResponseBase:
    draw = queries.get_draw(request.actor, draw_id)

    def fill_in(data: dict[str, Any]) -> Draw:
        return operations.set_beacon_value(actor=request.actor, draw_id=draw.pk, value=data["value"])

    intro = f"约定的信标：{draw.beacon_source}，{draw.beacon_round}。登记后不能更改。"
    form = BeaconValueForm(request.POST or None)
    return _step(request, draw, form, fill_in, heading="登记信标值", submit="登记", said="信标值已登记。", intro=intro)


@_get_and_post
def draw_abort(request: ActorRequest, draw_id: UUID) -> HttpResponseBase:
    draw = queries.get_draw(request.actor, draw_id)

    def stop(data: dict[str, Any]) -> Draw:
        return operations.abort_draw(actor=request.actor, draw_id=draw.pk, reason=data["reason"])

    intro = "中止后本版本永久保留，并写明谁没有揭示。重抽只能原样沿用这份名录，并约定一个尚未公布的信标。"
    form = ReasonForm(request.POST or None)
    return _step(request, draw, form, stop, heading="中止抽取", submit="中止", said="抽取已中止。", intro=intro)


@_get_and_post
def draw_redraw(request: ActorRequest, draw_id: UUID) -> HttpResponseBase:
    draw = queries.get_draw(request.actor, draw_id)
    form = RedrawForm(request.POST or None)

    def again(data: dict[str, Any]) -> Draw:
        return operations.redraw(actor=request.actor, draw_id=draw.pk, reason=data["reason"], beacon=form.beacon)

    intro = (
        "原名录逐字节沿用；应当约定一个揭示截止之后才公布的信标。"
        if draw.state == "aborted"
        else "本版本中止，另立新版本更正名录；各部门的需求转入新版本。已有承诺的，应当约定信标。"
    )
    return _step(
        request, draw, form, again, heading="另立新版本", submit="另立新版本", said="已另立新版本。", intro=intro
    )


def _step(
    request: ActorRequest,
    draw: Draw,
    form: Form,
    act: Callable[[dict[str, Any]], Draw],
    *,
    said: str,
    **context: str,
) -> HttpResponseBase:
    """Shows the form, does the act, shows the refusal on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, said)
            return redirect("draws:detail", result.pk)
    return _page(
        request, {"form": form, "draw": draw, "cancel_url": reverse("draws:detail", args=[draw.pk]), **context}
    )


def _page(request: ActorRequest, context: dict[str, Any]) -> HttpResponseBase:
    status = 422 if context["form"].is_bound else 200
    return render_page(request, "planning/draw_form.html", context, partial="form", status=status)
