"""How often at most: what departments set, and a second person publishes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import FilterForm, Form, ReasonForm
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.foundation.rulebook.queries import terms
from tongjian.supervision.catalog import operations, policies, queries
from tongjian.supervision.catalog.choices import CapState
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.registry.choices import EntityKind

_form_view = require_http_methods(["GET", "HEAD", "POST"])
TONES: Mapping[str, Tone] = {"review": "active", "published": "good", "returned": "draft", "ended": "off"}
_LEVELS = [(value, label) for value, label in RegionLevel.choices if value != RegionLevel.TOWNSHIP]


class CapForm(Form):
    times = forms.IntegerField(label="最多几次", min_value=1, max_value=366)
    years = forms.IntegerField(label="在几年之内", min_value=1, max_value=10, initial=1)
    level = forms.ChoiceField(label="适用层级", required=False, choices=[("", "本级和下级"), *_LEVELS])
    entity_kind = forms.ChoiceField(label="对象类别", required=False, choices=[("", "全部"), *EntityKind.choices])
    industry = forms.CharField(
        label="行业代码", required=False, max_length=10, help_text="国民经济行业代码，例如 F5265；不填为全部。"
    )
    grade = forms.ChoiceField(label="信用风险等级", required=False)
    citation = forms.CharField(label="依据", max_length=300)
    note = forms.CharField(label="说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = [(term.code, f"{term.code} {term.label}") for term in terms("credit_risk")]
        self.offer("grade", grades, first="全部")


class CapFilterForm(FilterForm):
    text = forms.CharField(label="部门", max_length=100)
    region = forms.ChoiceField(label="区划")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *CapState.choices])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        places = [(row.code, row.name) for row in regions_to_choose()]
        self.offer("region", places, first="全部")


class PublishForm(Form):
    valid_from = forms.DateField(label="施行日期", widget=forms.DateInput)


def object_of(cap: FrequencyCap) -> str:
    """The class of objects in words."""
    parts = [cap.get_entity_kind_display(), f"行业 {cap.industry}" if cap.industry else ""]
    return "、".join(part for part in parts if part) or "全部"


COLUMNS: tuple[Column[FrequencyCap], ...] = (
    Column("words", "上限", lambda cap: cap.words, url=FrequencyCap.get_absolute_url),
    Column("agency", "公布部门", lambda cap: cap.agency.name, sort="agency__code"),
    Column("level", "适用层级", lambda cap: cap.get_level_display() or "本级和下级"),
    Column("object", "对象", object_of),
    Column("grade", "信用风险等级", lambda cap: cap.grade or "全部"),
    Column("citation", "依据", lambda cap: cap.citation),
    Column("state", "状态", lambda cap: cap.get_state_display(), kind="badge", tone=lambda cap: TONES[cap.state]),
    Column("from", "施行日期", lambda cap: cap.valid_from, kind="date", sort="valid_from"),
    Column("until", "终止日期", lambda cap: cap.valid_until, kind="date", is_optional=True),
)


@require_safe
def caps(request: ActorRequest) -> HttpResponseBase:
    form = CapFilterForm(request.GET)
    rows = queries.list_caps(request.actor, queries.CapFilter(**form.chosen))
    table = Table(request, COLUMNS, rows, name="检查频次上限", order=("agency__code",))
    return list_page(
        request, "catalog/caps.html", table=table, filters=form, can_set=policies.can_set_cap(request.actor)
    )


@_form_view
def new(request: ActorRequest) -> HttpResponse:
    require(policies.can_set_cap(request.actor))

    def act(data: dict[str, Any]) -> str:
        cap = operations.set_cap(actor=request.actor, content=operations.CapContent(**data))
        return cap.get_absolute_url()

    return acts.fill_in(
        request, CapForm(posted(request)), act, template="catalog/cap_form.html", back=reverse("catalog:caps"),
        done="已提交，由本部门另一人审核公布。", title="编制频次上限", submit="提交审核",
    )  # fmt: skip


@require_safe
def cap(request: ActorRequest, cap_id: UUID) -> HttpResponse:
    found = queries.get_cap(request.actor, cap_id)
    higher = queries.Caps().above(found)
    context = {
        "cap": found,
        "tone": TONES[found.state],
        "facts": _facts(found),
        "higher": higher,
        "can_review": policies.can_review_cap(request.actor, found),
        "entries": timeline_entries(ledger.timeline(found._meta.label_lower, found.pk), request.actor),
    }
    return render_page(request, "catalog/cap.html", context)


def _facts(cap: FrequencyCap) -> list[Fact]:
    return [
        Fact("上限", cap.words),
        Fact("公布部门", cap.agency.name),
        Fact("适用层级", cap.get_level_display() or "本级和下级"),
        Fact("对象", object_of(cap)),
        Fact("信用风险等级", cap.grade or "全部"),
        Fact("依据", cap.citation),
        Fact("说明", cap.note or "—"),
        Fact("施行日期", cap.valid_from, kind="date"),
        Fact("终止日期（不含）", cap.valid_until, kind="date"),
        Fact("退回或者终止的理由", cap.reason or "—"),
    ]


@_form_view
def publish(request: ActorRequest, cap_id: UUID) -> HttpResponse:
    form = PublishForm(posted(request), initial={"valid_from": timezone.localdate()})
    return _act(request, cap_id, form, operations.publish_cap, "公布频次上限", "公布", "已公布。")


@_form_view
def send_back(request: ActorRequest, cap_id: UUID) -> HttpResponse:
    form = ReasonForm(posted(request))
    return _act(request, cap_id, form, operations.return_cap, "退回频次上限", "退回", "已退回。")


@_form_view
def end(request: ActorRequest, cap_id: UUID) -> HttpResponse:
    form = ReasonForm(posted(request))
    return _act(request, cap_id, form, operations.end_cap, "终止频次上限", "终止", "已终止。")


def _act(
    request: ActorRequest, cap_id: UUID, form: Form, operation: Any, title: str, submit: str, done: str
) -> HttpResponse:
    found = queries.get_cap(request.actor, cap_id)
    require(policies.can_review_cap(request.actor, found))
    return acts.fill_in(
        request, form, lambda data: operation(actor=request.actor, cap_id=cap_id, **data) and None,
        template="catalog/cap_form.html", back=found.get_absolute_url(), done=done, title=title, submit=submit,
        cap=found,
    )  # fmt: skip
