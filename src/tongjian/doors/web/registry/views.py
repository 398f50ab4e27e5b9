"""Pages about entities: list, one entity, correction, interests."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.acts import posted
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.tables import Table
from tongjian.doors.web.registry.acting import fill_in
from tongjian.doors.web.registry.detail import detail_of
from tongjian.doors.web.registry.forms import CorrectionForm, EndInterestForm, EntityFilterForm, InterestForm, UnitForm
from tongjian.doors.web.registry.table import COLUMNS
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import operations, policies, queries

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def entity_list(request: ActorRequest) -> HttpResponseBase:
    form = EntityFilterForm(request.GET, request.actor)
    rows = queries.list_entities(request.actor, form.to_filter())
    table = Table(request, COLUMNS, rows, name="监管对象", order=("-id",))
    return list_page(
        request, "registry/list.html", table=table, filters=form,
        can_import=policies.can_import(request.actor), can_tag=policies.can_tag(request.actor),
        can_register=policies.can_correct(request.actor),
    )  # fmt: skip


@require_safe
def entity_detail(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    entity = queries.get_entity_with_facts(request.actor, entity_id)
    return render_page(request, "registry/detail.html", detail_of(request.actor, entity))


@require_safe
def entity_print(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    """What is known of the entity, on paper."""
    entity = queries.get_entity_with_facts(request.actor, entity_id)
    return render(request, "registry/print.html", detail_of(request.actor, entity))


@_form_view
def register(request: ActorRequest) -> HttpResponse:
    """One that has no credit code."""
    require(policies.can_correct(request.actor))

    def act(data: dict[str, Any]) -> str:
        answers = _answering(request, data.pop("uscc"))
        return operations.register_entity(
            actor=request.actor, unit=operations.Unit(**data), answers_id=answers
        ).get_absolute_url()

    return acts.fill_in(
        request, UnitForm(posted(request), request.actor), act, template="registry/register.html",
        back=reverse("registry:list"), done="已登记。",
    )  # fmt: skip


def _answering(request: ActorRequest, uscc: str) -> UUID | None:
    if not uscc:
        return None
    other = queries.find_by_uscc(request.actor, uscc)
    if other is None:
        raise RuleViolated("other_not_found", "没有这个代码的监管对象，或者您无权查看。", field="uscc")
    return other.pk


@_form_view
def correct(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    entity = queries.get_entity(request.actor, entity_id)
    require(policies.can_correct(request.actor))
    form = CorrectionForm(posted(request), request.actor, entity)
    return fill_in(
        request, entity, form,
        lambda data: operations.correct_entity(
            actor=request.actor, entity_id=entity_id, changes=form.corrections, reason=data["reason"]
        ),
        title="更正信息", submit="更正", done="已更正。",
    )  # fmt: skip


@_form_view
def declare_interest(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    entity = queries.get_entity(request.actor, entity_id)
    form = InterestForm(posted(request), request.actor)
    return fill_in(
        request, entity, form,
        lambda data: operations.declare_interest(actor=request.actor, entity_id=entity_id, **data),
        title="登记利害关系", submit="登记", done="已登记，今后不会派这名人员检查该对象。",
    )  # fmt: skip


@_form_view
def end_interest(request: ActorRequest, entity_id: UUID, interest_id: UUID) -> HttpResponse:
    entity = queries.get_entity(request.actor, entity_id)
    form = EndInterestForm(posted(request))
    return fill_in(
        request, entity, form,
        lambda data: operations.end_interest(actor=request.actor, interest_id=interest_id, **data),
        title="解除利害关系", submit="解除", done="已解除。",
    )  # fmt: skip
