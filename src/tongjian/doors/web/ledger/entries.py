"""What was recorded: the list, one entry with its proof."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import list_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.ledger.names import DOORS, Names, is_id, kinds_in_words, subject_of
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger import queries
from tongjian.foundation.ledger.actions import declared, label_of
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.ledger.queries import EntryFilter
from tongjian.foundation.ledger.trail import canonical_bytes


class EntryFilterForm(FilterForm):
    action = forms.ChoiceField(label="动作")
    subject_kind = forms.ChoiceField(label="对象类型")
    subject_id = forms.CharField(label="对象编号", max_length=64, widget=forms.SearchInput)
    since = forms.DateField(label="从", widget=forms.DateInput)
    until = forms.DateField(label="到", widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions = [(action.name, f"{action.label}（{action.name}）") for action in declared()]
        for name, choices in (("action", actions), ("subject_kind", kinds_in_words())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "全部"), *choices]


@require_safe
def entry_list(request: ActorRequest) -> HttpResponseBase:
    form = EntryFilterForm(request.GET)
    rows, names = queries.list_entries(request.actor, EntryFilter(**form.chosen)), Names()
    table = Table(request, _columns(names), rows, name="存证条目", order=("-id",))
    if table.is_export:
        names.learn(
            rows.order_by().values_list("actor_user_id", flat=True).distinct(),
            rows.order_by().values_list("agency_id", flat=True).distinct(),
        )
    else:
        names.learn((row.actor_user_id for row in table.page), (row.agency_id for row in table.page))
    return list_page(request, "ledger/list.html", table=table, filters=form)


def _columns(names: Names) -> list[Column[Entry]]:
    return [
        Column("action", "动作", lambda row: label_of(row.action), url=_url, note=lambda row: row.action),
        Column("at", "时间", lambda row: row.at, kind="datetime"),
        Column("who", "操作人", names.who),
        Column("agency", "机关", names.agency),
        Column("subject", "对象", subject_of),
        Column("subject_id", "对象编号", lambda row: row.subject_id, kind="code", is_optional=True),
        Column("via", "途径", lambda row: DOORS.get(row.via, row.via), is_optional=True),
        Column("leaf", "存证序号", lambda row: row.leaf.index if hasattr(row, "leaf") else "待封存", kind="number"),
    ]


def _url(row: Entry) -> str:
    return reverse("ledger:entry", args=[row.pk])


@require_safe
def entry_detail(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    entry = queries.get_entry(request.actor, entry_id)
    data, names = json.loads(entry.data), Names()
    ids = [value for value in data.values() if is_id(value)]
    names.learn([entry.actor_user_id, *ids], [entry.agency_id, *ids])
    covering = queries.checkpoint_covering(entry.pk)
    context = {
        "entry": entry,
        "act": label_of(entry.action),
        "facts": _facts(entry, names),
        "lines": [(key, _text(value), names.of(value)) for key, value in data.items()],
        "canonical": canonical_bytes(entry).decode(),
        "leaf": getattr(entry, "leaf", None),
        "covering": covering,
    }
    return render(request, "ledger/entry.html", context)


def _facts(entry: Entry, names: Names) -> list[Fact]:
    return [
        Fact("时间", entry.at, kind="datetime"),
        Fact("操作人", names.who(entry)),
        Fact("机关", names.agency(entry)),
        Fact("途径", DOORS.get(entry.via, entry.via)),
        Fact("对象类型", subject_of(entry)),
        Fact("对象编号", entry.subject_id, kind="code"),
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@require_safe
def proof(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    """The inclusion proof against the newest checkpoint, with that checkpoint: all an outsider needs."""
    entry = queries.get_entry(request.actor, entry_id)
    checkpoint = queries.latest_checkpoint()
    found = queries.inclusion_proof(entry.pk, checkpoint.size if checkpoint else 0)
    body = found.as_json() | {"checkpoint": checkpoint.note if checkpoint else ""}
    headers = {"Content-Disposition": f'attachment; filename="proof-{found.index}.json"'}
    return JsonResponse(body, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})
