"""监督提醒: what the watchers found, who is asked, what was answered."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact, Tile
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import list_agencies, names_of_users, regions_to_choose
from tongjian.foundation.rulebook.queries import calendar
from tongjian.supervision.inspections import operations, policies, queries
from tongjian.supervision.inspections.choices import WatchAnswer, WatchRule
from tongjian.supervision.inspections.models import WatchNotice, WatchPart
from tongjian.supervision.inspections.queries import NoticeFilter

_ANY = ("", "全部")


class NoticeFilterForm(FilterForm):
    text = forms.CharField(label="企业名称或统一社会信用代码", max_length=100)
    rule = forms.ChoiceField(label="规则", choices=[_ANY, *WatchRule.choices])
    state = forms.ChoiceField(
        label="状态", choices=[_ANY, ("mine", "待本部门答复"), ("open", "未办结"), ("closed", "已办结")]
    )
    agency = forms.TypedChoiceField(label="部门", coerce=UUID, empty_value=None)
    region = forms.ChoiceField(label="所在区划")

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        agencies = list_agencies(actor, region=actor.region_code) if actor.region_code else []
        regions = regions_to_choose(actor.region_code)
        self.offer("agency", ((str(row.pk), row.name) for row in agencies), first="全部")
        self.offer("region", ((row.code, row.name) for row in regions), first="全部")

    def to_filter(self) -> NoticeFilter:
        chosen = self.chosen
        return NoticeFilter(
            text=chosen.get("text", ""),
            rule=chosen.get("rule", ""),
            state=chosen.get("state", ""),
            region=chosen.get("region", ""),
            agency_id=chosen.get("agency"),
        )


class AnswerForm(Form):
    answer = forms.ChoiceField(label="答复", choices=WatchAnswer, widget=forms.RadioSelect)
    note = forms.CharField(
        label="说明", max_length=500, widget=forms.Textarea, help_text="已说明的写原因，已纠正的写纠正了什么。"
    )


def _asked(notice: WatchNotice) -> str:
    return "、".join(part.agency.name for part in notice.parts.all())


def _answered(notice: WatchNotice) -> str:
    parts = notice.parts.all()
    waiting = sum(not part.answer for part in parts)
    return f"待答复 {waiting} / {len(parts)}" if waiting else "已办结"


COLUMNS: tuple[Column[WatchNotice], ...] = (
    Column("title", "情况", lambda row: row.title, url=lambda row: row.get_absolute_url(),
           note=lambda row: row.sentence),
    Column("rule", "规则", lambda row: f"{row.rule} {row.get_rule_display()}", sort="rule"),
    Column("answered", "答复", _answered, kind="badge", tone=lambda row: "good" if row.closed_at else "active"),
    Column("asked", "部门", _asked),
    Column("opened_at", "提醒时间", lambda row: row.opened_at, kind="date", sort="opened_at"),
    Column("region", "所在区划", lambda row: row.region.name, is_optional=True),
    Column("uscc", "统一社会信用代码", lambda row: row.entity.uscc if row.entity else "", kind="code",
           is_optional=True),
    Column("citation", "依据", lambda row: row.citation, is_optional=True),
    Column("design", "阈值可配置，非法定", lambda row: "是" if row.is_design else "否", is_optional=True),
    Column("practice", "演练", lambda row: "是" if row.is_practice else "否", is_optional=True),
    Column("closed_at", "办结时间", lambda row: row.closed_at, kind="datetime", is_optional=True),
)  # fmt: skip


@require_safe
def notice_list(request: ActorRequest) -> HttpResponseBase:
    form = NoticeFilterForm(request.GET, request.actor)
    rows = queries.list_notices(request.actor, form.to_filter())
    table = Table(request, COLUMNS, rows, name="监督提醒", order=("-opened_at",))
    tiles = [
        Tile(
            row.label,
            row.total,
            f"{request.path}?rule={row.rule}",
            note=f"未办结 {row.open}",
            icon="radar",
            tone="soon" if row.open else "neutral",
        )
        for row in queries.watch_figures(request.actor)
    ]
    return list_page(request, "inspections/watch_list.html", table=table, filters=form, tiles=tiles)


@require_safe
def notice_detail(request: ActorRequest, notice_id: UUID) -> HttpResponse:
    notice = queries.get_notice(request.actor, notice_id)
    names = names_of_users(str(part.answered_by) for part in notice.parts.all() if part.answered_by)
    clocks, days = queries.clocks_of_notice(notice), calendar()
    parts = [
        {
            "part": part,
            "by": names.get(str(part.answered_by), ""),
            "can_return": bool(part.answer and policies.can_return_answer(request.actor, part)),
            "face": clock_face(clocks[str(part.pk)], days) if str(part.pk) in clocks else None,
        }
        for part in notice.parts.all()
    ]
    own = next((part for part in notice.parts.all() if part.agency_id == request.actor.agency_id), None)
    context = {
        "notice": notice,
        "facts": _facts_of(notice),
        "parts": parts,
        "own": own,
        "can_answer": policies.can_answer_notice(request.actor, own) if own else None,
        "sees_visit": notice.visit_id is not None
        and policies.visible_visits(request.actor).filter(pk=notice.visit_id).exists(),
        "entries": timeline_entries(timeline(notice._meta.label_lower, notice.pk), request.actor),
    }
    return render_page(request, "inspections/watch_detail.html", context)


def _facts_of(notice: WatchNotice) -> list[Fact]:
    facts = [Fact(label, value) for label, value in notice.facts]
    if notice.entity is not None:
        facts.insert(0, Fact("检查对象", notice.entity.name, url=notice.entity.get_absolute_url()))
    basis = "阈值可配置，非法定" if notice.is_design else ""
    return [*facts, Fact("所在区划", notice.region.name), Fact("依据", notice.citation, source=basis)]


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: ActorRequest, part_id: UUID) -> HttpResponse:
    part: WatchPart = queries.get_notice_part(request.actor, part_id)
    require(policies.can_answer_notice(request.actor, part))

    def carry_out(data: dict[str, Any]) -> object:
        return operations.answer_notice(actor=request.actor, part_id=part_id, **data)

    return acts.fill_in(
        request, AnswerForm(acts.posted(request)), carry_out, template="inspections/watch_answer.html",
        back=part.notice.get_absolute_url(), done="已答复。", notice=part.notice, agency=part.agency, part=part,
    )  # fmt: skip


class ReturnForm(Form):
    note = forms.CharField(
        label="退回意见",
        max_length=300,
        widget=forms.Textarea,
        help_text="该部门重新计时答复；原答复留在存证中。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: ActorRequest, part_id: UUID) -> HttpResponse:
    part: WatchPart = queries.get_notice_part(request.actor, part_id)
    require(policies.can_return_answer(request.actor, part))

    def carry_out(data: dict[str, Any]) -> object:
        return operations.return_answer(actor=request.actor, part_id=part_id, **data)

    return acts.fill_in(
        request, ReturnForm(acts.posted(request)), carry_out, template="inspections/watch_answer.html",
        back=part.notice.get_absolute_url(), done="已退回，由该部门重新答复。", notice=part.notice,
        agency=part.agency, part=part,
        title="退回答复", submit="退回",
    )  # fmt: skip
