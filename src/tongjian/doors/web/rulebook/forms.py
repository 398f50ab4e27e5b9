"""Filters of the rule lists and the forms of a change."""

import csv
import io
from typing import Any

from django import forms
from django.utils import timezone

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.web.rulebook.words import CONTEXTS, Places
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import queries as org
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.choices import (
    ChangeState,
    Confidence,
    DayKind,
    Leeway,
    ParameterKind,
    Severity,
    Unit,
)
from tongjian.foundation.rulebook.models import Parameter
from tongjian.foundation.rulebook.operations import NewValue
from tongjian.foundation.rulebook.values import QUANTITIES

TIMES = [("", "今天有效"), ("all", "全部（含历史和将来）")]


class _TimedForm(FilterForm):
    """Rows of today unless a day or all times are asked for."""

    on = forms.DateField(label="某日有效", widget=forms.DateInput)
    times = forms.ChoiceField(label="效期", choices=TIMES)
    field_order = ["text"]

    @property
    def wanted(self) -> dict[str, Any]:
        """The chosen filters as keywords of a query."""
        chosen = self.chosen
        is_all = chosen.pop("times", "") == "all"
        return {**chosen, "on": chosen.get("on") or (None if is_all else timezone.localdate())}


class ParameterFilterForm(_TimedForm):
    text = forms.CharField(label="编号、名称或依据", max_length=60, widget=forms.SearchInput)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部"), *ParameterKind.choices])
    context = forms.ChoiceField(label="模块")
    confidence = forms.ChoiceField(label="可信度", choices=[("", "全部"), *Confidence.choices])
    field_order = ["text", "kind", "context", "confidence"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, CONTEXTS.get(code, code)) for code in queries.contexts(actor)]
        _set_choices(self, "context", [("", "全部"), *choices])


class CheckFilterForm(_TimedForm):
    text = forms.CharField(label="编号、提示语或依据", max_length=60, widget=forms.SearchInput)
    severity = forms.ChoiceField(label="性质", choices=[("", "全部"), *Severity.choices])
    field_order = ["text", "severity"]


class TermFilterForm(_TimedForm):
    text = forms.CharField(label="代码或名称", max_length=60, widget=forms.SearchInput)
    dictionary = forms.ChoiceField(label="字典")
    field_order = ["text", "dictionary"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "dictionary", [("", "全部"), *queries.dictionaries(actor).items()])


class DayFilterForm(FilterForm):
    year = forms.TypedChoiceField(label="年度", coerce=int)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部"), *DayKind.choices])

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year), f"{year} 年") for year in queries.known_years(actor)]
        _set_choices(self, "year", [("", "全部"), *years])


class ChangeFilterForm(FilterForm):
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *ChangeState.choices])


class ChangeForm(Form):
    """A new value; what may be typed depends on the kind of the parameter."""

    value = forms.CharField(label="新值", max_length=200)
    unit = forms.ChoiceField(label="单位", choices=[("", "请选择"), *[c for c in Unit.choices if c[0]]])
    scope_region = forms.ChoiceField(label="适用区划", required=False, help_text="只列出您可以变更的范围。")
    scope_agency = forms.ChoiceField(label="适用机关", required=False)
    valid_from = forms.DateField(label="生效日期", widget=forms.DateInput, help_text="不能早于今天：不溯及既往。")
    citation = forms.CharField(label="依据", max_length=300, help_text="文件名称、文号和条款。")
    confidence = forms.ChoiceField(
        label="可信度",
        choices=[("", "请选择"), *Confidence.choices],
        help_text="“待核”的值只提示，不拦截；没有法定依据的选“可配置，非法定”。",
    )
    leeway = forms.ChoiceField(label="下级另行规定", choices=Leeway.choices)
    least = forms.CharField(label="下级最小值", max_length=20, required=False, help_text="与新值同一单位；空着不限。")
    most = forms.CharField(label="下级最大值", max_length=20, required=False, help_text="与新值同一单位；空着不限。")
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, parameter: Parameter, actor: Actor, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "scope_region", places.choices_for(actor))
        self.fields["scope_region"].initial = parameter.scope_region
        own = org.own_agency_code(actor)
        codes = dict.fromkeys(("", parameter.scope_agency, own))
        _set_choices(self, "scope_agency", [(code, _agency_label(code, own)) for code in codes])
        self.fields["scope_agency"].initial = parameter.scope_agency
        for name in ("leeway", "least", "most"):
            self.fields[name].initial = getattr(parameter, name)
        if parameter.kind not in QUANTITIES:
            del self.fields["least"], self.fields["most"]
        if parameter.kind != ParameterKind.DURATION:
            del self.fields["unit"]
        else:
            self.fields["unit"].initial = parameter.unit
        self.fields["value"].help_text = _HINTS[ParameterKind(parameter.kind)]
        if parameter.kind == ParameterKind.BOOLEAN:
            self.fields["value"] = forms.ChoiceField(
                label="新值", choices=[("", "请选择"), ("true", "是"), ("false", "否")]
            )
            self._dress("value", self.fields["value"])

    def to_value(self) -> NewValue:
        return NewValue(**self.cleaned_data)


def _agency_label(code: str, own: str) -> str:
    if not code:
        return "所选区划的全部机关"
    return "本机关" if code == own else code


class NoteForm(Form):
    note = forms.CharField(label="否决的理由", max_length=500, widget=forms.Textarea({"rows": 3}))


class YearForm(Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2200)
    citation = forms.CharField(label="依据", max_length=300, help_text="国务院办公厅放假安排通知的文号。")
    days = forms.CharField(
        label="放假和调休",
        widget=forms.Textarea({"rows": 14, "spellcheck": "false"}),
        help_text="第一行是列名“日期,类型,名称”，以下每行一天；逗号或制表符分隔，可以从 Excel 直接粘贴。",
    )

    def to_year(self) -> dict[str, Any]:
        """The keywords of load_calendar_year."""
        text: str = self.cleaned_data["days"]
        head = text.partition("\n")[0]
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",")
        rows.fieldnames = [_YEAR_COLUMNS.get(name.strip(), name.strip()) for name in rows.fieldnames or ()]
        days = [{name: row.get(name) or "" for name in ("date", "kind", "name")} for row in rows]
        return {"year": self.cleaned_data["year"], "citation": self.cleaned_data["citation"], "days": days}


_YEAR_COLUMNS = {"日期": "date", "类型": "kind", "名称": "name"}

_HINTS = {
    ParameterKind.DURATION: "大于零的整数，单位在下一栏选。",
    ParameterKind.NUMBER: "不小于零的整数。",
    ParameterKind.RATIO: "大于 0、不超过 1 的小数，例如 0.05 就是 5%。",
    ParameterKind.DATE: "写作 2027-06-30；每年重复的写作 06-30。",
    ParameterKind.BOOLEAN: "",
    ParameterKind.EVENT: "写明以什么事件为准。",
    ParameterKind.TEXT: "多个代码用分号隔开。",
}


def _set_choices(form: Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
