"""Items to look at again: after a clause changed, or because nobody checks them."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.differences import differences
from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.pages import list_page, notice, render_page
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.catalog.forms import ids_of
from tongjian.foundation.casework.queries import clocks_of
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.rulebook.queries import calendar, text_before
from tongjian.supervision.catalog import operations, policies, queries
from tongjian.supervision.catalog.choices import AdjustmentState
from tongjian.supervision.catalog.models import AdjustmentTask

TONES: Mapping[str, Tone] = {"open": "active", "adjusted": "good", "retired": "off", "kept": "neutral"}


class TaskFilterForm(FilterForm):
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("open", "办理中"), ("done", "已完成")])
    whose = forms.ChoiceField(label="部门", choices=[("", "全部"), ("own", "本部门")])


class KeepForm(Form):
    reason = forms.CharField(
        label="为什么不需调整", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：修改的内容不涉及本事项。",
    )  # fmt: skip


@require_safe
def adjustments(request: ActorRequest) -> HttpResponseBase:
    form = TaskFilterForm(request.GET)
    state = form.chosen.get("state")
    rows = queries.list_adjustment_tasks(
        request.actor, is_open=None if state is None else state == "open", own=form.chosen.get("whose") == "own"
    )
    columns: list[Column[AdjustmentTask]] = [
        Column("title", "缘由", lambda one: one.title, url=lambda one: one.get_absolute_url()),
        Column("agency", "责任部门", lambda one: one.agency.name, sort="agency__code"),
        Column("items", "事项", lambda one: getattr(one, "items", 0), kind="number"),
        Column("open", "待处理", lambda one: getattr(one, "open_items", 0), kind="number"),
        Column(
            "state", "状态", lambda one: "已完成" if one.done_at else "办理中", kind="badge",
            tone=lambda one: "good" if one.done_at else "active",
        ),
        Column("at", "下达时间", lambda one: one.opened_at, kind="datetime", sort="opened_at"),
    ]  # fmt: skip
    table = Table(request, columns, rows, name="动态调整", order=("-opened_at",))
    return list_page(request, "catalog/adjustments.html", table=table, filters=form)


@require_http_methods(["GET", "HEAD", "POST"])
def adjustment(request: ActorRequest, task_id: UUID) -> HttpResponse:
    task = queries.get_adjustment_task(request.actor, task_id)
    form = KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.keep_items(
                actor=request.actor, task_id=task_id, item_ids=ids_of(request.POST.getlist("item")),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, "已认定不需调整。")
            return redirect(task)
    change = task.change
    before = text_before(change) if change else None
    left, right = differences(before.text if before else "", change.text if change else "")
    rows = list(queries.adjustments_of(task))
    clock = clocks_of(task._meta.label_lower, task.pk).last()
    context = {
        "task": task,
        "form": form,
        "change": change,
        "left": left,
        "right": right,
        "has_old": bool(before and before.text),
        "rows": rows,
        "tones": TONES,
        "clock": clock_face(clock, calendar()) if clock else None,
        "can_settle": policies.can_settle(request.actor, task),
        "has_open": any(one.state == AdjustmentState.OPEN for one in rows),
        "ticked": request.POST.getlist("item"),
        "entries": timeline_entries(ledger.timeline(task._meta.label_lower, task.pk), request.actor),
    }
    return render_page(request, "catalog/adjustment.html", context, status=422 if form.errors else 200)
