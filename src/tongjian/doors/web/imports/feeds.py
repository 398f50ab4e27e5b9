"""Folders from which files are taken without a person, and what became of each file."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.acts import fill_in, posted
from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.imports.datasets import open_doors
from tongjian.doors.web.imports.tabs import tabs_of
from tongjian.foundation.exchange import operations, policies, queries
from tongjian.foundation.exchange.choices import BatchState, Dataset, RunState
from tongjian.foundation.exchange.models import FeedRun
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require

TONES: Mapping[str, Tone] = {"taken": "active", "applied": "good", "held": "soon", "failed": "soon", "repeated": "off"}

_DECIDED = (BatchState.APPLIED, BatchState.UNDONE, BatchState.REFUSED)


def _is_decided(run: FeedRun) -> bool:
    """A person has dealt with what was held."""
    return run.state == RunState.HELD and run.batch is not None and run.batch.state in _DECIDED


COLUMNS: tuple[Column[FeedRun], ...] = (
    Column("file_name", "文件", lambda run: run.file_name,
           url=lambda run: run.batch.get_absolute_url() if run.batch else ""),
    Column("feed", "交换目录", lambda run: str(run.feed)),
    Column("agency", "来源机关", lambda run: run.feed.agency.name),
    Column("state", "处理结果", lambda run: "已人工处理" if _is_decided(run) else run.get_state_display(),
           kind="badge", tone=lambda run: "off" if _is_decided(run) else tone_of(run.state, TONES)),
    Column("sentence", "说明", lambda run: run.sentence),
    Column("batch", "批次现状", lambda run: run.batch.get_state_display() if run.batch else ""),
    Column("at", "取到时间", lambda run: run.at, kind="datetime", sort="at"),
)  # fmt: skip


class RunFilterForm(FilterForm):
    state = forms.ChoiceField(label="处理结果", choices=[("", "全部"), *RunState.choices])


class FeedForm(Form):
    dataset = forms.ChoiceField(label="数据")
    folder = forms.CharField(label="目录名", max_length=40, help_text="英文字母、数字、“-”和“_”，例：entities")


@require_safe
def feeds(request: ActorRequest) -> HttpResponseBase:
    form = RunFilterForm(request.GET)
    rows = queries.list_runs(request.actor).filter(**form.chosen)
    table = Table(request, COLUMNS, rows, name="交换目录", order=("-at",))
    feeds = [(feed, policies.can_switch_feed(request.actor, feed)) for feed in queries.list_feeds(request.actor)]
    return list_page(
        request,
        "imports/feeds.html",
        table=table,
        filters=form,
        feeds=feeds,
        can_open=bool(request.actor.agency_id and open_doors(request.actor)),
        tabs=tabs_of("feeds"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def open_feed(request: ActorRequest) -> HttpResponse:
    doors = open_doors(request.actor)
    if not doors:
        require(policies.can_open_feed(request.actor, Dataset.ENTITIES))
    form = FeedForm(posted(request))
    form.offer("dataset", ((door.dataset.value, door.dataset.label) for door in doors))
    return fill_in(
        request,
        form,
        lambda given: operations.open_feed(actor=request.actor, **given) and None,
        template="imports/feed.html",
        back=reverse("imports:feeds"),
        done="已设立。请主机管理员给报送方这个目录的写入权限。",
    )


@require_POST
def switch(request: ActorRequest, feed_id: UUID) -> HttpResponse:
    is_active = request.POST.get("is_active") == "yes"
    feed = operations.switch_feed(actor=request.actor, feed_id=feed_id, is_active=is_active)
    notice(request, f"交换目录 {feed} 已{'启用' if is_active else '停用'}。")
    return redirect("imports:feeds")
