"""Pages of schedules: the list, a new one, one with its days."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.parts import Progress, Tile
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.planning.schedule_chart import chart_of
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import list_officers
from tongjian.supervision.planning import operations, policies, queries, tasks
from tongjian.supervision.planning.choices import ScheduleState
from tongjian.supervision.planning.models import Schedule, ScheduleRow
from tongjian.supervision.planning.workflow import SCHEDULE_WORKFLOW

TONES = {
    ScheduleState.QUEUED: "active",
    ScheduleState.RUNNING: "active",
    ScheduleState.DRAFT: "soon",
    ScheduleState.ADOPTING: "active",
    ScheduleState.ADOPTED: "good",
    ScheduleState.DISCARDED: "off",
    ScheduleState.FAILED: "late",
}
LOST = "后台长时间没有进展。请重新排期；仍不成功的，请告知系统管理员。"


def _kind(row: Schedule) -> str:
    return "调整（尽量不变）" if row.keeps_dates else "排期"


def _day(row: ScheduleRow) -> str:
    return f"{row.day} {row.get_part_display()}" if row.day else "—"


def _was(row: ScheduleRow) -> str:
    return f"{row.was_day} {row.get_was_part_display()}".strip() if row.was_day else "—"


def _note(row: ScheduleRow) -> str:
    return f"并入 {row.into.number}。{row.reason}" if row.into else row.reason


COLUMNS: list[Column[Schedule]] = [
    Column(
        "asked",
        "提出时间",
        lambda row: row.asked_at,
        kind="datetime",
        sort="asked_at",
        url=lambda row: reverse("schedules:detail", args=[row.pk]),
        note=lambda row: "演练" if row.is_practice else "",
    ),
    Column("kind", "方式", _kind),
    Column("region", "区划", lambda row: row.region.name),
    Column(
        "state",
        "状态",
        lambda row: row.get_state_display(),
        kind="badge",
        tone=lambda row: tone_of(row.state, TONES),  # type: ignore[arg-type]
    ),
    Column("visits", "检查", lambda row: row.visits, kind="number"),
    Column("entries", "进企次数", lambda row: row.entries, kind="number"),
    Column("bound", "理论下限", lambda row: row.lower_bound, kind="number"),
    Column("placed", "已排", lambda row: row.placed, kind="number"),
    Column("adopted", "采用时间", lambda row: row.adopted_at, kind="datetime"),
]
ROW_COLUMNS: list[Column[ScheduleRow]] = [
    Column("entity", "检查对象", lambda row: row.visit.entity.name, url=lambda row: row.visit.get_absolute_url()),
    Column("number", "检查编号", lambda row: row.visit.number, kind="code"),
    Column("day", "日期", _day),
    Column("was", "原日期", _was),
    Column("agencies", "参检部门", lambda row: "、".join(team.agency.name for team in row.visit.teams.all())),
    Column("region", "所在区划", lambda row: row.visit.region.name),
    Column("note", "说明", _note),
]


class ScheduleForm(Form):
    keeps_dates = forms.TypedChoiceField(
        label="方式",
        choices=[
            ("", "排期：给还没有日期、没有报批的检查排日期，同一对象的合并为一次"),
            ("1", "调整：已有日期的尽量不变，只改必须改的"),
        ],
        coerce=bool,
        empty_value="",
        required=False,
    )
    certificate = forms.CharField(
        label="不能参加的执法人员（执法证号）",
        max_length=40,
        required=False,
        help_text="只用于调整：有人生病或者另有任务时填写。",
    )
    since = forms.DateField(label="从哪天起不能参加", required=False)
    until = forms.DateField(label="哪天返岗", required=False)
    is_practice = forms.BooleanField(label="演练", required=False, help_text="只排演练的检查，与正式的检查互不影响。")


class RowFilterForm(FilterForm):
    show = forms.ChoiceField(
        label="显示", choices=[("", "全部"), ("open", "未排上"), ("joined", "并入另一次"), ("moved", "改期")]
    )

    def narrow(self, rows: QuerySet[ScheduleRow]) -> QuerySet[ScheduleRow]:
        moved = Q(was_day__isnull=False, day__isnull=False) & ~Q(was_day=F("day"))
        wanted = {"open": Q(day=None, into=None), "joined": Q(into__isnull=False), "moved": moved}
        return rows.filter(wanted.get(self.chosen.get("show", ""), Q()))


@require_safe
def schedule_list(request: ActorRequest) -> HttpResponseBase:
    table = Table(request, COLUMNS, queries.list_schedules(request.actor), name="检查排期", order=("-asked_at", "-pk"))
    can_make = policies.can_schedule(request.actor)
    return list_page(request, "planning/schedule_list.html", table=table, can_make=can_make)


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_new(request: ActorRequest) -> HttpResponse:
    form = ScheduleForm(acts.posted(request))

    def act(given: dict[str, Any]) -> str:
        schedule = tasks.start_schedule(
            actor=request.actor,
            is_practice=given["is_practice"],
            keeps_dates=bool(given["keeps_dates"]),
            away=_away(request, given),
        )
        return reverse("schedules:detail", args=[schedule.pk])

    return acts.fill_in(
        request, form, act, template="planning/schedule_form.html", back=reverse("schedules:list"), done="已提出排期。"
    )


def _away(request: ActorRequest, given: dict[str, Any]) -> operations.Away | None:
    named = given["certificate"].strip()
    if not named:
        return None
    officer = list_officers(request.actor, text=named).filter(certificate_number=named).first()
    if officer is None:
        raise RuleViolated("officer_unknown", f"没有执法证号为 {named} 的执法人员，或者您无权查看。")
    if not (given["since"] and given["until"]):
        raise RuleViolated("schedule_away", "请填写从哪天起不能参加、哪天返岗。")
    return operations.Away(officer_id=officer.pk, since=given["since"], until=given["until"])


@require_safe
def schedule_detail(request: ActorRequest, schedule_id: UUID) -> HttpResponseBase:
    schedule = queries.get_schedule(request.actor, schedule_id)
    form = RowFilterForm(request.GET)
    rows = form.narrow(queries.rows_of_schedule(schedule))
    table = Table(request, ROW_COLUMNS, rows, name=f"检查排期{schedule.asked_at:%Y-%m-%d}", order=("pk",))
    can_adopt = policies.can_adopt_schedule(request.actor, schedule)
    days = queries.days_of_schedule(schedule) if schedule.built_at else []
    context: dict[str, Any] = {
        "schedule": schedule,
        "tone": tone_of(schedule.state, TONES),  # type: ignore[arg-type]
        "kind": _kind(schedule),
        "tiles": _tiles(schedule),
        "progress": _progress(schedule),
        "days": chart_of(days),
        "busiest": queries.busiest_days(schedule, days),
        "can_adopt": policies.in_state(can_adopt, SCHEDULE_WORKFLOW, "request_adoption", schedule.state),
        "can_discard": policies.in_state(can_adopt, SCHEDULE_WORKFLOW, "discard", schedule.state),
    }
    return list_page(request, "planning/schedule_detail.html", table=table, filters=form, **context)


@require_safe
def progress(request: ActorRequest, schedule_id: UUID) -> HttpResponse:
    """While the worker has it in hand the panel replaces itself; when it is over the page is drawn anew."""
    schedule = queries.get_schedule(request.actor, schedule_id)
    if not queries.is_schedule_open(schedule) or queries.is_schedule_lost(schedule):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "face/components/progress.html", {"job": _progress(schedule)})


@require_POST
def adopt(request: ActorRequest, schedule_id: UUID) -> HttpResponse:
    tasks.start_adoption(actor=request.actor, schedule_id=schedule_id)
    return redirect("schedules:detail", schedule_id)


@require_POST
def discard(request: ActorRequest, schedule_id: UUID) -> HttpResponse:
    operations.discard_schedule(actor=request.actor, schedule_id=schedule_id)
    notice(request, "已作废，检查的日期没有改动。")
    return redirect("schedules:detail", schedule_id)


def _tiles(schedule: Schedule) -> list[Tile]:
    if not schedule.built_at:
        return []
    url = reverse("schedules:detail", args=[schedule.pk])
    unplaced = schedule.entries - schedule.placed if not schedule.keeps_dates else schedule.visits - schedule.placed
    saved = schedule.visits - schedule.entries
    first = [
        Tile(
            "进企次数",
            schedule.entries,
            note=f"合并前 {schedule.visits} 次" if saved > 0 else "",
            icon="building-store",
        ),
        Tile(
            "理论下限",
            schedule.lower_bound,
            note=f"差距 {schedule.gap:.1%}" if schedule.gap else "已达下限",
            icon="gauge",
        ),
        Tile("排上日期", schedule.placed, icon="calendar"),
    ]
    if schedule.keeps_dates:
        first = [
            Tile("须改期或新排", schedule.visits, icon="calendar"),
            Tile("其中改期", schedule.moved, icon="refresh"),
        ]
    last = Tile(
        "未排上",
        unplaced,
        url=f"{url}?show=open" if unplaced else "",
        icon="alert-triangle",
        tone="late" if unplaced else "good",
    )
    return [*first, last]


def _progress(schedule: Schedule) -> Progress | None:
    if schedule.failure and schedule.state in (ScheduleState.FAILED, ScheduleState.DRAFT):
        return Progress("排期未完成", 0, 1, unit="步", failure=schedule.failure, note="没有留下任何改动")
    if not queries.is_schedule_open(schedule):
        return None
    if queries.is_schedule_lost(schedule):
        return Progress(schedule.get_state_display(), 0, 1, unit="步", failure=LOST)
    label = {"queued": "等待后台排期", "running": "正在排期", "adopting": "正在落实检查日期"}[schedule.state]
    url = reverse("schedules:progress", args=[schedule.pk])
    note = (
        f"已比较 {schedule.steps} 种安排，可以离开这个页面" if schedule.steps else "可以离开这个页面，办理在后台继续"
    )
    return Progress(label, 0, 1, url=url, unit="步", note=note)
