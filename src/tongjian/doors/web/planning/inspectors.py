"""The page of the pool of inspectors: who can be sent, whose papers end soon, and who has carried how much."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.bars import Bar, Bars
from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import list_page
from tongjian.doors.face.parts import Tile, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.org.certificates import Certificates, capacity
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org import policies as org_policies
from tongjian.foundation.org import queries as org
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.queries import InspectorFilter, LoadFigures


class InspectorFilterForm(FilterForm):
    text = forms.CharField(label="姓名或执法证号", max_length=60)
    agency_id = forms.TypedChoiceField(label="机关", coerce=str)
    region = forms.CharField(label="区划代码", max_length=12, help_text="例：140105")
    item = forms.CharField(label="能查的事项编码", max_length=64)
    validity = forms.ChoiceField(
        label="执法证", choices=[("", "全部"), ("expiring", "快到期"), ("expired", "已过期"), ("left", "已离岗")]
    )
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    practice = forms.BooleanField(label="含演练")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = org.list_agencies(actor).values_list("pk", "name")
        self.offer("agency_id", [(str(pk), name) for pk, name in agencies], first="全部")

    def to_filter(self) -> InspectorFilter:
        return InspectorFilter(**{"year": timezone.localdate().year, **self.chosen})


@require_safe
def inspector_list(request: ActorRequest) -> HttpResponseBase:
    require(policies.can_see_inspectors(request.actor))
    form = InspectorFilterForm(request.GET, actor=request.actor)
    wanted = form.to_filter()
    rows = queries.list_inspectors(request.actor, wanted)
    figures = queries.load_figures(rows)
    table = Table(request, _columns(figures.cap), rows, name=f"执法检查人员名录库{wanted.year}", order=("-load", "pk"))
    return list_page(
        request, "planning/inspectors.html", table=table, filters=form, tiles=_tiles(figures),
        bars=_bars(figures), year=wanted.year, can_import=org_policies.can_manage_officers(request.actor),
    )  # fmt: skip


def _columns(cap: int) -> list[Column[Any]]:
    certificates, notice = Certificates(), queries.notice_ends_on()
    today = timezone.localdate()

    def ending(row: Any) -> str:
        if row.item_ends_on is None or row.item_ends_on > notice:
            return ""
        return f"最早 {(row.item_ends_on - today).days} 日后到期"

    def share(row: Any) -> str:
        return f"{row.load * 100 // cap}%" if cap else "—"

    def url(row: Any) -> str:
        return reverse("org:officer", args=[row.pk])

    def agency(row: Any) -> str:
        return str(row.agency.name)

    def load_tone(row: Any) -> Tone:
        return "late" if row.load > cap else "good"

    return [
        Column(
            "name",
            "姓名",
            lambda row: row.name,
            url=lambda row: reverse("org:officer", args=[row.pk]),
            note=lambda row: row.agency.name,
        ),
        Column("certificate", "执法证号", lambda row: row.certificate_number, kind="code", sort="certificate_number"),
        Column("agency", "机关", lambda row: row.agency.name, sort="agency__code", is_optional=True),
        Column("region", "区划", lambda row: row.agency.region.name, is_optional=True),
        Column("validity", "执法证", certificates.validity, kind="badge", tone=certificates.tone),
        Column("until", "有效期至（不含）", lambda row: row.certificate_until, kind="date", sort="certificate_until"),
        Column("items", "可查事项", lambda row: row.items, kind="number", sort="items", note=ending),
        Column("interests", "回避对象", lambda row: row.interests, kind="number", sort="interests"),
        Column("away", "休假代办至（不含）", lambda row: row.away_until, kind="date"),
        Column("load", "检查户数", lambda row: row.load, kind="number", sort="load"),
        Column("drawn", "其中随机匹配", lambda row: row.drawn, kind="number", sort="drawn"),
        Column("manual", "其中指定、调整", lambda row: row.manual, kind="number", sort="manual"),
        Column(
            "share",
            "占周期上限",
            lambda row: f"{row.load * 100 // cap}%" if cap else "—",
            kind="badge",
            tone=load_tone,
        ),
        Column("capacity", "身份", capacity, is_optional=True),
    ]


def _tiles(figures: LoadFigures) -> list[Tile]:
    return [
        Tile("在岗执法人员", f"{figures.officers} 人"),
        Tile("人均检查", f"{figures.mean:.1f} 户", note=f"最多 {figures.most} 户"),
        Tile("随机匹配", f"{figures.drawn_percent}%", note=f"{figures.drawn}/{figures.visits} 人次，其余为指定、调整"),
        Tile("超过上限", f"{figures.over_cap} 人", note=f"一个周期内不超过 {figures.cap} 户"),
    ]


def _bars(figures: LoadFigures) -> Bars:
    return Bars(
        "检查户数分布",
        [Bar(_said(one), one.officers, f"{one.officers} 人", is_late=one.most is None) for one in figures.bins],
    )


def _said(one: queries.LoadBin) -> str:
    if one.most is None:
        return f"{one.least} 户以上"
    return f"{one.least} 户" if one.least == one.most else f"{one.least}～{one.most} 户"
