"""A clause is amended or repealed: one person enters it, another checks it, and owners look at what hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.acts import posted
from tongjian.doors.face.differences import differences
from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.pages import list_page, notice, render_page
from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.rulebook.forms import NoteForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org.queries import names_of_users
from tongjian.foundation.rulebook import operations, policies, queries
from tongjian.foundation.rulebook.choices import ChangeState, ClauseChangeKind
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.pure.statutes import name_of
from tongjian.supervision.catalog.queries import Affected, affected, list_adjustment_tasks

_form_view = require_http_methods(["GET", "HEAD", "POST"])
TONES: Mapping[str, Tone] = {"proposed": "active", "approved": "good", "rejected": "off"}

_OF_CLAUSE = [(one.value, one.label) for one in (ClauseChangeKind.AMEND, ClauseChangeKind.REPEAL)]


class AmendmentForm(Form):
    kind = forms.ChoiceField(label="变更", choices=_OF_CLAUSE, widget=forms.RadioSelect)
    text = forms.CharField(
        label="修改后的条文", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写这一条款修改以后的全文；废止的不写。",
    )  # fmt: skip
    document = forms.CharField(
        label="作出修改或者废止的文件",
        max_length=200,
        help_text="例如：关于修改……的决定（主席令第×号）。",
    )
    valid_from = forms.DateField(label="施行日期", widget=forms.DateInput)
    reason = forms.CharField(label="说明", required=False, max_length=300, widget=forms.Textarea)


class ChangeFilterForm(FilterForm):
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *ChangeState.choices])


@dataclass(frozen=True, slots=True)
class Reached:
    """How much an act upon a clause reaches, and whom."""

    items: int
    points: int
    rules: int
    owners: list[str]


def reached_by(found: Affected) -> Reached:
    owners = {one.item.compiled_by.name if one.item.compiled_by else one.item.agency_kind.title
              for one in found.versions}  # fmt: skip
    return Reached(len({one.item_id for one in found.versions}), len(found.points), len(found.rules), sorted(owners))


def title_of(change: ClauseChange) -> str:
    if change.kind == ClauseChangeKind.FILL:
        return f"补录{change.statute}条文"
    path = change.clause.path if change.clause else change.path
    place = name_of(path) if path else ""
    return f"{change.get_kind_display()}{change.statute}{place}"


@_form_view
def propose(request: ActorRequest, code: str) -> HttpResponse:
    reached = queries.reach(request.actor, code)
    require(policies.can_propose(request.actor))
    back = reverse("rulebook:clause", args=[code])

    def act(data: dict[str, Any]) -> str:
        change = operations.propose_clause_change(
            actor=request.actor, code=code, amendment=operations.Amendment(**data)
        )
        return change.get_absolute_url()

    said = queries.clause(code) if reached.clause else None
    kind = ClauseChangeKind.AMEND if reached.clause else ClauseChangeKind.REPEAL
    form = AmendmentForm(posted(request), initial={"kind": kind, "text": said.text if said else ""})
    return acts.fill_in(
        request, form, act, template="rulebook/amend.html", back=back,
        done="已提出，须由另一人复核。",
        title=f"{reached.statute}{name_of(reached.clause.path) if reached.clause else '全部条款'}",
        code=code, said=said, reached=reached_by(affected(request.actor, code)),
    )  # fmt: skip


@require_safe
def clause_changes(request: ActorRequest) -> HttpResponseBase:
    form = ChangeFilterForm(request.GET)
    rows = queries.list_clause_changes(request.actor, **form.chosen)
    columns: list[Column[ClauseChange]] = [
        Column("title", "条款", title_of, url=lambda one: one.get_absolute_url()),
        Column("document", "文件", lambda one: one.document),
        Column("from", "施行日期", lambda one: one.valid_from, kind="date", sort="valid_from"),
        Column(
            "state", "状态", lambda one: one.get_state_display(), kind="badge", tone=lambda one: TONES[one.state]
        ),
        Column("at", "提出时间", lambda one: one.proposed_at, kind="datetime", sort="proposed_at"),
    ]  # fmt: skip
    table = Table(request, columns, rows, name="条款变更", order=("-proposed_at",))
    return list_page(request, "rulebook/clause_changes.html", table=table, filters=form)


@require_safe
def clause_change(request: ActorRequest, change_id: UUID) -> HttpResponse:
    change = queries.get_clause_change(request.actor, change_id)
    before = queries.text_before(change)
    old = before.text if before else ""
    left, right = differences(old, change.text)
    is_waiting = change.state == ChangeState.PROPOSED
    is_act = is_waiting and change.concerns_citers
    tasks = list(list_adjustment_tasks(request.actor, change=change).order_by("done_at", "agency__code"))
    context = {
        "change": change,
        "title": title_of(change),
        "tone": TONES[change.state],
        "facts": _facts(change),
        "left": left,
        "right": right,
        "has_old": bool(old),
        "reached": reached_by(affected(request.actor, change.code, change.valid_from)) if is_act else None,
        "tasks": tasks,
        "done": sum(one.done_at is not None for one in tasks),
        "can_decide": policies.can_decide_clause(request.actor, change),
        "is_waiting": is_waiting,
        "entries": timeline_entries(ledger.timeline(change._meta.label_lower, change.pk), request.actor),
        "clause_url": reverse("rulebook:clause", args=[change.code]),
    }
    return render_page(request, "rulebook/clause_change.html", context)


def _facts(change: ClauseChange) -> list[Fact]:
    people = names_of_users([str(change.proposed_by), str(change.decided_by or "")])
    return [
        Fact("条款", change.code, kind="code", url=reverse("rulebook:clause", args=[change.code])),
        Fact("文件", change.document),
        Fact("施行日期", change.valid_from, kind="date"),
        Fact("说明", change.reason or "—"),
        Fact("提出人", people.get(str(change.proposed_by), ""), source=f"{change.proposed_at:%Y-%m-%d}"),
        Fact("复核人", people.get(str(change.decided_by or ""), "—")),
        Fact("复核意见", change.note or "—"),
    ]


@require_POST
def approve(request: ActorRequest, change_id: UUID) -> HttpResponse:
    operations.approve_clause_change(actor=request.actor, change_id=change_id)
    notice(request, "已复核通过；责任部门随后收到动态调整任务。")
    return redirect("rulebook:clause-change", change_id)


@_form_view
def reject(request: ActorRequest, change_id: UUID) -> HttpResponse:
    change = queries.get_clause_change(request.actor, change_id)
    return acts.fill_in(
        request, NoteForm(posted(request)),
        lambda data: operations.reject_clause_change(actor=request.actor, change_id=change_id, **data),
        template="rulebook/reject_clause.html", back=change.get_absolute_url(), done="已否决，条文不变。",
        change=change, title=title_of(change),
    )  # fmt: skip
