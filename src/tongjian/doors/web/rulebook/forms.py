"""Filters and the form of a change."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.rulebook.choices import Confidence, ParameterKind, Unit
from tongjian.foundation.rulebook.operations import NewValue
from tongjian.foundation.rulebook.queries import RuleFilter

_ALL = ("", "全部")


class RuleFilterForm(FilterForm):
    text = forms.CharField(label="编号、名称或依据", max_length=100)
    confidence = forms.ChoiceField(label="可信度", choices=[_ALL, *Confidence.choices])
    on = forms.DateField(label="某日有效", widget=forms.DateInput)

    def to_filter(self) -> RuleFilter:
        chosen = self.chosen
        return RuleFilter(text=chosen.get("text", ""), confidence=chosen.get("confidence", ""), on=chosen.get("on"))


class ParameterFilterForm(RuleFilterForm):
    kind = forms.ChoiceField(label="类型", choices=[_ALL, *ParameterKind.choices])


class ChangeForm(Form):
    value = forms.CharField(label="新值", max_length=200)
    unit = forms.ChoiceField(label="单位", choices=Unit.choices, required=False)
    valid_from = forms.DateField(label="生效日期", widget=forms.DateInput, help_text="不能早于今天，规则不溯及既往。")
    citation = forms.CharField(label="依据", max_length=300, help_text="文号和条款。")
    confidence = forms.ChoiceField(label="可信度", choices=Confidence.choices)
    reason = forms.CharField(label="理由", widget=forms.Textarea({"rows": 3}))

    def to_value(self) -> NewValue:
        data: dict[str, Any] = self.cleaned_data
        return NewValue(**data)
