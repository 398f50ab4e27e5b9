"""Permits of an entity: recording, correcting, ending."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import Form
from tongjian.doors.web.registry.acting import fill_in
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import operations, policies, queries
from tongjian.supervision.registry.operations import Licence

_form_view = require_http_methods(["GET", "HEAD", "POST"])


class PermitForm(Form):
    kind = forms.CharField(label="许可名称", max_length=100, help_text="例：食品经营许可证。")
    number = forms.CharField(label="许可证编号", max_length=100)
    issuer = forms.CharField(label="发证机关", max_length=100, help_text="按证上的全称填写。")
    scope = forms.CharField(label="许可范围", required=False, widget=forms.Textarea)
    valid_from = forms.DateField(label="有效期自", required=False, widget=forms.DateInput)
    last_day = forms.DateField(
        label="有效期至", required=False, widget=forms.DateInput, help_text="最后一天；长期有效的不填。"
    )

    @property
    def licence(self) -> Licence:
        return Licence(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})


class PermitCorrectionForm(PermitForm):
    reason = forms.CharField(
        label="更正理由", max_length=300, widget=forms.Textarea, help_text="例：延续换证、登记有误。"
    )


class PermitEndForm(Form):
    on = forms.DateField(label="注销（撤销）日期", widget=forms.DateInput)
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea,
        help_text="写明决定文号。到期的许可不必注销，状态自动显示已过期。",
    )


@_form_view
def add(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    entity = queries.get_entity(request.actor, entity_id)
    require(policies.can_correct(request.actor))
    form = PermitForm(posted(request))
    return fill_in(
        request, entity, form,
        lambda _: operations.add_permit(actor=request.actor, entity_id=entity_id, licence=form.licence),
        title="登记许可", submit="登记", done="已登记许可。",
    )  # fmt: skip


@_form_view
def correct(request: ActorRequest, entity_id: UUID, permit_id: UUID) -> HttpResponse:
    permit = queries.get_permit(request.actor, entity_id, permit_id)
    require(policies.can_correct(request.actor))
    present: dict[str, Any] = {name: getattr(permit, name) for name in PermitForm.base_fields}
    form = PermitCorrectionForm(posted(request), initial=present)
    return fill_in(
        request, permit.entity, form,
        lambda data: operations.correct_permit(
            actor=request.actor, entity_id=entity_id, permit_id=permit_id, licence=form.licence, reason=data["reason"]
        ),
        title="更正许可", submit="更正", done="已更正许可。",
    )  # fmt: skip


@_form_view
def end(request: ActorRequest, entity_id: UUID, permit_id: UUID) -> HttpResponse:
    permit = queries.get_permit(request.actor, entity_id, permit_id)
    require(policies.can_correct(request.actor))
    form = PermitEndForm(posted(request))
    return fill_in(
        request, permit.entity, form,
        lambda data: operations.end_permit(actor=request.actor, entity_id=entity_id, permit_id=permit_id, **data),
        title="注销（撤销）许可", submit="注销", done="已登记注销，记录保留。",
    )  # fmt: skip
