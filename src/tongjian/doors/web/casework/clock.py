"""One limit: how it stands, what was changed and why, and what the head may do about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Fact
from tongjian.foundation.casework import operations, queries
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.policies import can_change_clock
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict
from tongjian.foundation.org.queries import names_of_users
from tongjian.foundation.rulebook.queries import calendar, terms

_KINDS = {"suspend": "中止", "resume": "恢复", "extend": "延长", "recompute": "按新公布的日历重算"}


class ReasonForm(Form):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea)


class SuspensionForm(Form):
    ground = forms.ChoiceField(label="中止事由")
    reason = forms.CharField(label="具体情况", max_length=200, widget=forms.Textarea)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        grounds = [(term.code, f"{term.label}（{term.citation}）") for term in terms("clock_suspension")]
        self.offer("ground", grounds, first="请选择")


@require_safe
def clock_detail(request: ActorRequest, clock_id: UUID) -> HttpResponse:
    clock = queries.get_clock(request.actor, clock_id)
    changes = list(clock.changes.all())
    names = names_of_users(change.by for change in changes)
    context = {
        "clock": clock,
        "face": clock_face(clock, calendar()),
        "facts": _facts(clock, is_own=clock.agency_id == request.actor.agency_id),
        "changes": [(row, _KINDS.get(row.kind, row.kind), names.get(row.by, row.by)) for row in changes],
        "buttons": _buttons(clock, can_change_clock(request.actor, clock)),
    }
    return render_page(request, "casework/clock.html", context)


_form_view = require_http_methods(["GET", "HEAD", "POST"])


@_form_view
def suspend(request: ActorRequest, clock_id: UUID) -> HttpResponse:
    return _fill_in(
        request, clock_id, SuspensionForm(acts.posted(request)), operations.suspend_clock,
        title="中止计时", done="已中止计时。", intro="中止期间不计入时限，事由消失后应当及时恢复计时。",
    )  # fmt: skip


@_form_view
def resume(request: ActorRequest, clock_id: UUID) -> HttpResponse:
    return _fill_in(
        request, clock_id, ReasonForm(acts.posted(request)), operations.resume_clock,
        title="恢复计时", done="已恢复计时。", intro="到期时间按中止的时间顺延。",
    )  # fmt: skip


@_form_view
def extend(request: ActorRequest, clock_id: UUID) -> HttpResponse:
    return _fill_in(
        request, clock_id, ReasonForm(acts.posted(request)), operations.extend_clock,
        title="延长时限", done="已延长时限。", intro="只能按规则规定的期限延长一次。",
    )  # fmt: skip


def _fill_in(
    request: ActorRequest, clock_id: UUID, form: Form, act: Callable[..., Clock], **words: str
) -> HttpResponse:
    clock = queries.get_clock(request.actor, clock_id)
    return acts.fill_in(
        request, form, lambda data: act(actor=request.actor, clock_id=clock_id, **data),
        template="casework/clock_act.html", back=clock.get_absolute_url(), clock=clock, **words,
    )  # fmt: skip


def _buttons(clock: Clock, verdict: Verdict) -> list[tuple[str, str, str, Verdict]]:
    """Address name, label, icon, and whether this person may."""
    running = [("suspend-clock", "中止计时", "clock-pause"), ("extend-clock", "延长时限", "calendar-event")]
    suspended = [("resume-clock", "恢复计时", "clock")]
    offered = {ClockState.RUNNING: running, ClockState.SUSPENDED: suspended}.get(ClockState(clock.state), [])
    return [(*act, verdict) for act in offered]


def _facts(clock: Clock, *, is_own: bool) -> list[Fact]:
    limit = f"{clock.amount} {clock.get_unit_display()}" if clock.amount else "未设定"
    return [
        Fact("事项", clock.title, url=clock.url if is_own else ""),
        Fact("责任机关", clock.agency.name),
        Fact("状态", clock.get_state_display()),
        Fact("期限", limit, source=f"规则 {clock.parameter_code}"),
        Fact("起算时间", clock.started_at, kind="datetime"),
        Fact("到期时间", clock.due_at, kind="datetime", source="暂定" if clock.is_provisional else ""),
        Fact("依据", clock.citation or "—"),
    ]
