"""Remembered columns of each source: list, correct, forget."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face.acts import fill_in, posted
from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.pages import list_page
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.imports.datasets import DATASETS, door_of
from tongjian.doors.web.imports.forms import MappingForm
from tongjian.doors.web.imports.tabs import tabs_of
from tongjian.foundation.exchange import operations, policies, queries
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import ColumnMapping
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require

_form_view = require_http_methods(["GET", "HEAD", "POST"])


class MappingFilterForm(FilterForm):
    text = forms.CharField(label="机关或文件", max_length=100, widget=forms.SearchInput)
    dataset = forms.ChoiceField(label="数据", choices=[("", "全部"), *Dataset.choices])


def _columns_of(mapping: ColumnMapping) -> str:
    labels = DATASETS[mapping.dataset].labels
    return "；".join(f"{column} → {labels.get(field, field)}" for field, column in mapping.mapping.items())


def _table_columns(actor: Actor) -> list[Column[ColumnMapping]]:
    """A link for those who may correct it."""

    def url(mapping: ColumnMapping) -> str:
        return mapping.get_absolute_url() if policies.can_correct_mapping(actor, mapping) else ""

    agency: Column[ColumnMapping] = Column(
        "agency", "来源机关", lambda mapping: mapping.agency.name if mapping.agency else "主机命令行", url=url
    )
    return [agency, *_COLUMNS]


_COLUMNS: tuple[Column[ColumnMapping], ...] = (
    Column("dataset", "数据", lambda mapping: mapping.get_dataset_display()),
    Column("mapping", "列对应", _columns_of),
    Column("file_name", "最近的文件", lambda mapping: mapping.file_name),
    Column("used_at", "最近使用", lambda mapping: mapping.used_at, kind="datetime", sort="used_at"),
)  # fmt: skip


@require_safe
def mappings(request: ActorRequest) -> HttpResponseBase:
    form = MappingFilterForm(request.GET)
    rows = queries.list_mappings(request.actor, **form.chosen)
    table = Table(request, _table_columns(request.actor), rows, name="列对应", order=("-used_at",))
    return list_page(request, "imports/mappings.html", table=table, filters=form, tabs=tabs_of("mappings"))


@_form_view
def mapping(request: ActorRequest, mapping_id: int) -> HttpResponse:
    """A source's columns, corrected by a person; what was read before stays as it was read."""
    remembered = queries.get_mapping(request.actor, mapping_id)
    require(policies.can_correct_mapping(request.actor, remembered))
    door = door_of(remembered.dataset)

    def correct(given: dict[str, Any]) -> None:
        operations.correct_mapping(
            actor=request.actor, mapping_id=mapping_id, mapping=given["mapping"], check=door.check_columns
        )

    return fill_in(
        request,
        MappingForm(posted(request), remembered.header, door.labels, remembered.mapping),
        correct,
        template="imports/mapping.html",
        back=reverse("imports:mappings"),
        done="已更正。该来源以后发来同样的表头，按新的对应读取。",
        mapping=remembered,
        door=door,
    )


@_form_view
def forget(request: ActorRequest, mapping_id: int) -> HttpResponse:
    remembered = queries.get_mapping(request.actor, mapping_id)
    require(policies.can_correct_mapping(request.actor, remembered))
    return fill_in(
        request,
        Form(posted(request)),
        lambda given: operations.forget_mapping(actor=request.actor, mapping_id=mapping_id),
        template="imports/forget.html",
        back=reverse("imports:mappings"),
        done="已删除，下次按表头自动对应。",
        mapping=remembered,
    )
