"""Tags: on one entity, on many of a list at once, and off again."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.web.registry.acting import fill_in
from tongjian.doors.web.registry.forms import EntityFilterForm
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import operations, policies, queries
from tongjian.supervision.registry.operations.tag_entities import MOST

_form_view = require_http_methods(["GET", "HEAD", "POST"])


class TagForm(Form):
    name = forms.CharField(label="标签", max_length=20, help_text="例：连锁门店。不写个人信息。")
    is_shared = forms.BooleanField(label="其他部门可见", required=False)


class ManyForm(TagForm):
    entity = forms.TypedMultipleChoiceField(
        label="监管对象", coerce=UUID, error_messages={"required": "请至少选一户。"}
    )

    def __init__(self, data: object, offered: list[str]) -> None:
        super().__init__(data)
        self.offer("entity", ((key, key) for key in offered))


@_form_view
def add(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    entity = queries.get_entity(request.actor, entity_id)
    require(policies.can_tag(request.actor))
    return fill_in(
        request, entity, TagForm(posted(request)),
        lambda data: operations.tag_entities(actor=request.actor, entity_ids=[entity_id], **data),
        title="打标签", submit="打标签", done="已打标签。",
    )  # fmt: skip


@_form_view
def add_many(request: ActorRequest) -> HttpResponse:
    """The first entities the filters of the list find, to be ticked."""
    require(policies.can_tag(request.actor))
    wanted = EntityFilterForm(request.GET, request.actor).to_filter()
    found = list(queries.list_entities(request.actor, wanted).order_by("-pk")[: MOST + 1])
    entities = found[:MOST]
    form = ManyForm(posted(request), [str(one.pk) for one in entities])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["entity"]
        words = {"name": form.cleaned_data["name"], "is_shared": form.cleaned_data["is_shared"]}
        try:
            new = operations.tag_entities(actor=request.actor, entity_ids=chosen, **words)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"选了 {len(chosen)} 户，新打标签 {len(new)} 户。")
            return redirect("registry:list")
    ticked = request.POST.getlist("entity")
    context = {"form": form, "entities": entities, "has_more": len(found) > MOST, "most": MOST, "ticked": ticked}
    return render_page(request, "registry/tag.html", context, status=422 if form.errors else 200)


@_form_view
def remove(request: ActorRequest, entity_id: UUID, tagging_id: UUID) -> HttpResponse:
    entity = queries.get_entity(request.actor, entity_id)
    require(policies.can_tag(request.actor))
    return fill_in(
        request, entity, Form(posted(request)),
        lambda _: operations.remove_tag(actor=request.actor, entity_id=entity_id, tagging_id=tagging_id),
        title="取下标签", submit="取下", done="已取下标签，记录保留。",
    )  # fmt: skip
