"""One line of a draft: other words, another chapter, added, taken out; and edits whose wording is gone."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face import acts
from tongjian.doors.face.pages import notice
from tongjian.doors.web.handbooks.forms import AdditionForm, LineForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.handbooks import operations, policies, queries

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@_form_view
def line_edit(request: ActorRequest, line_id: UUID) -> HttpResponse:
    edition, line = queries.get_line(request.actor, line_id)
    require(policies.can_change(request.actor, edition))
    initial = {
        "text": line.edited,
        "chapter": "" if line.is_guessed else line.chapter,
        "is_left_out": line.is_left_out,
    }
    form = LineForm(acts.posted(request), initial=initial)

    def carry_out(data: dict[str, Any]) -> None:
        operations.edit_line(actor=request.actor, line_id=line_id, **data)

    back = f"{edition.handbook.get_absolute_url()}#line-{line_id}"
    return acts.fill_in(
        request, form, carry_out, template="handbooks/line.html", back=back, done="条目已修改。", edition=edition,
        line=line,
    )  # fmt: skip


@_form_view
def line_new(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    edition = queries.get_edition(request.actor, edition_id)
    require(policies.can_change(request.actor, edition))
    form = AdditionForm(acts.posted(request), initial={"chapter": request.GET.get("chapter", "")})

    def carry_out(data: dict[str, Any]) -> None:
        operations.add_line(actor=request.actor, edition_id=edition.pk, **data)

    return acts.fill_in(
        request, form, carry_out, template="handbooks/line.html", back=edition.handbook.get_absolute_url(),
        done="条目已增加。", edition=edition, line=None,
    )  # fmt: skip


@require_POST
def line_remove(request: ActorRequest, line_id: UUID) -> HttpResponse:
    edition = operations.remove_line(actor=request.actor, line_id=line_id)
    notice(request, "自拟条目已删除。")
    return redirect(edition.handbook)


@require_POST
def drop(request: ActorRequest, edition_id: UUID, edit_id: UUID) -> HttpResponse:
    edition = operations.drop_edit(actor=request.actor, edition_id=edition_id, edit_id=edit_id)
    notice(request, "原有改动已放弃。")
    return redirect(edition.handbook)
