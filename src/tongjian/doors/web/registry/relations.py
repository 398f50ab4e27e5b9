"""Branches and suppliers of an entity."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import Form
from tongjian.doors.web.registry.acting import fill_in
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import operations, policies, queries
from tongjian.supervision.registry.choices import RelationKind
from tongjian.supervision.registry.models import Relation

_form_view = require_http_methods(["GET", "HEAD", "POST"])


class RelationForm(Form):
    kind = forms.ChoiceField(
        label="本户是对方的什么",
        choices=RelationKind.choices,
        help_text="从分支机构、供货方一方登记；对方页面会同时显示。",
    )
    uscc = forms.CharField(label="对方的统一社会信用代码", max_length=40)
    valid_from = forms.DateField(label="开始日期", required=False, widget=forms.DateInput)


class RelationEndForm(Form):
    until = forms.DateField(label="自哪天起结束", widget=forms.DateInput)
    reason = forms.CharField(label="解除理由", max_length=300, widget=forms.Textarea)


@_form_view
def add(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    entity = queries.get_entity(request.actor, entity_id)
    require(policies.can_correct(request.actor))

    def relate(data: dict[str, Any]) -> Relation:
        other = queries.find_by_uscc(request.actor, data["uscc"])
        if other is None:
            raise RuleViolated("other_not_found", "没有这个代码的监管对象，或者您无权查看。", field="uscc")
        return operations.relate_entities(
            actor=request.actor,
            entity_id=entity_id,
            other_id=other.pk,
            kind=data["kind"],
            valid_from=data["valid_from"],
        )

    return fill_in(
        request, entity, RelationForm(posted(request)), relate,
        title="登记关联", submit="登记", done="已登记关联。",
    )  # fmt: skip


@_form_view
def end(request: ActorRequest, entity_id: UUID, relation_id: UUID) -> HttpResponse:
    relation = queries.get_relation(request.actor, entity_id, relation_id)
    require(policies.can_correct(request.actor))
    return fill_in(
        request, relation.entity, RelationEndForm(posted(request)),
        lambda data: operations.end_relation(
            actor=request.actor, entity_id=entity_id, relation_id=relation_id, **data
        ),
        title="解除关联", submit="解除", done="已解除，记录保留。",
    )  # fmt: skip
