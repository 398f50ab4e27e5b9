"""Premises of an entity: adding, correcting, closing."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import Form
from tongjian.doors.web.registry.acting import fill_in
from tongjian.doors.web.registry.forms import region_choices
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import operations, policies, queries
from tongjian.supervision.registry.choices import PointSource
from tongjian.supervision.registry.models import Premises
from tongjian.supervision.registry.operations import Site

_form_view = require_http_methods(["GET", "HEAD", "POST"])


class PremisesForm(Form):
    """A place. Address and county of the main one are not asked for, and townships only where some are known."""

    address = forms.CharField(label="地址", max_length=400)
    region = forms.ChoiceField(label="所在区划", required=False)
    township = forms.ChoiceField(label="乡镇（街道）", required=False)
    longitude = forms.FloatField(label="经度（WGS84）", required=False, help_text="十进制度数，例：112.549248。")
    latitude = forms.FloatField(
        label="纬度（WGS84）", required=False, help_text="例：37.857014。电子地图上的坐标多有偏移，请先换算。"
    )
    tolerance_metres = forms.IntegerField(label="误差（米）", required=False)
    point_source = forms.ChoiceField(
        label="坐标来源", required=False, choices=[("", "没有坐标"), *PointSource.choices]
    )
    valid_from = forms.DateField(label="启用日期", required=False, widget=forms.DateInput)

    def __init__(self, data: Any, actor: Actor, premises: Premises | None = None) -> None:
        super().__init__(data, initial=_initial(premises) if premises else None)
        self._premises = premises
        townships = [(row.code, row.name) for row in queries.townships_of(actor)]
        self.offer("region", region_choices(actor), first="不清楚")
        self.offer("township", townships, first="不清楚")
        if not townships:
            del self.fields["township"]
        if premises and premises.is_main:
            del self.fields["address"], self.fields["region"]

    @property
    def site(self) -> Site:
        kept = {"address": self._premises.address, "region": self._premises.region_id or ""} if self._premises else {}
        return Site(**{**kept, **{name: value for name, value in self.cleaned_data.items() if name != "reason"}})


class PremisesCorrectionForm(PremisesForm):
    reason = forms.CharField(label="更正理由", max_length=300, widget=forms.Textarea)


class ClosingForm(Form):
    until = forms.DateField(label="自哪天起停用", widget=forms.DateInput)
    reason = forms.CharField(label="停用理由", max_length=300, widget=forms.Textarea)


def _initial(premises: Premises) -> dict[str, object]:
    names = ("address", "longitude", "latitude", "tolerance_metres", "point_source", "valid_from")
    values = {name: getattr(premises, name) for name in names} if premises.is_located else {
        "address": premises.address, "valid_from": premises.valid_from,
    }  # fmt: skip
    township = premises.present_township
    return {**values, "region": premises.region_id or "", "township": township.pk if township else ""}


@_form_view
def add(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    entity = queries.get_entity(request.actor, entity_id)
    require(policies.can_correct(request.actor))
    form = PremisesForm(posted(request), request.actor)
    return fill_in(
        request, entity, form,
        lambda _: operations.add_premises(actor=request.actor, entity_id=entity_id, site=form.site),
        title="增加场所", submit="增加", done="已增加场所。",
    )  # fmt: skip


@_form_view
def correct(request: ActorRequest, entity_id: UUID, premises_id: UUID) -> HttpResponse:
    premises = queries.get_premises(request.actor, entity_id, premises_id)
    require(policies.can_correct(request.actor))
    form = PremisesCorrectionForm(posted(request), request.actor, premises)
    return fill_in(
        request, premises.entity, form,
        lambda data: operations.correct_premises(
            actor=request.actor, entity_id=entity_id, premises_id=premises_id, site=form.site, reason=data["reason"]
        ),
        title="更正场所", submit="更正", done="已更正场所。",
    )  # fmt: skip


@_form_view
def close(request: ActorRequest, entity_id: UUID, premises_id: UUID) -> HttpResponse:
    premises = queries.get_premises(request.actor, entity_id, premises_id)
    require(policies.can_correct(request.actor))
    form = ClosingForm(posted(request))
    return fill_in(
        request, premises.entity, form,
        lambda data: operations.close_premises(
            actor=request.actor, entity_id=entity_id, premises_id=premises_id, **data
        ),
        title="停用场所", submit="停用", done="已停用，记录保留。",
    )  # fmt: skip
