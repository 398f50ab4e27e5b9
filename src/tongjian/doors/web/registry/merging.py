"""One entity under two rows: merging them, and taking it back."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import operations, policies, queries
from tongjian.supervision.registry.models import Entity

OFFERED = 20
_form_view = require_http_methods(["GET", "HEAD", "POST"])


class MergeForm(Form):
    """First the words, then one of what they find."""

    winner_id = forms.TypedChoiceField(label="保留哪一户", coerce=UUID, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="为什么是同一主体",
        max_length=300,
        widget=forms.Textarea,
        help_text="例：两户名称、地址、电话一致，经营者确认为同一店铺。记入存证，可以撤销。",
    )

    def __init__(self, data: object, offered: list[Entity]) -> None:
        super().__init__(data)
        choices = [(str(row.pk), "，".join(filter(None, (row.name, row.uscc, row.address)))) for row in offered]
        self.fields["winner_id"].choices = choices  # type: ignore[attr-defined]


class UnmergeForm(Form):
    reason = forms.CharField(label="撤销理由", max_length=300, widget=forms.Textarea)


@_form_view
def merge(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    """This entity into another one, which is kept."""
    entity = queries.get_entity(request.actor, entity_id)
    require(policies.can_merge(request.actor))
    words = request.GET.get("q", entity.name)[:100]
    form = MergeForm(acts.posted(request), _offered(request.actor, entity, words))
    if request.method == "POST" and form.is_valid():
        try:
            done = operations.merge_entities(actor=request.actor, loser_id=entity_id, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已把“{entity.name}”并入“{done.winner.name}”，可以撤销。")
            return redirect(done.winner)
    context = {"form": form, "entity": entity, "words": words, "cancel_url": entity.get_absolute_url()}
    return render_page(request, "registry/merge.html", context, status=422 if form.errors else 200)


def _offered(actor: Actor, entity: Entity, words: str) -> list[Entity]:
    found = queries.list_entities(actor, queries.EntityFilter(words=words))
    return list(found.exclude(pk=entity.pk).order_by("-pk")[:OFFERED])


@_form_view
def unmerge(request: ActorRequest, merge_id: UUID) -> HttpResponse:
    merged = queries.get_merge(request.actor, merge_id)
    require(policies.can_merge(request.actor))

    def part(data: dict[str, Any]) -> str:
        operations.unmerge_entities(actor=request.actor, merge_id=merge_id, **data)
        return merged.loser.get_absolute_url()

    return acts.fill_in(
        request, UnmergeForm(acts.posted(request)), part, template="registry/act.html",
        back=merged.winner.get_absolute_url(), entity=merged.loser,
        title="撤销合并", submit="撤销合并", done="已撤销合并，两户各自恢复原样。",
    )  # fmt: skip
