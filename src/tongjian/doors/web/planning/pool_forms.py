"""Forms of pools of objects."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm, Form, UploadField
from tongjian.doors.web.planning.scope_forms import ScopeForm, initial_of_scope, split_words
from tongjian.supervision.planning.choices import MarkKind, PoolKind
from tongjian.supervision.planning.models import ObjectPool, PoolRule
from tongjian.supervision.planning.operations import PoolContent
from tongjian.supervision.planning.queries import PoolFilter


class PoolFilterForm(FilterForm):
    text = forms.CharField(label="名称或编号", required=False)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部"), *PoolKind.choices])

    def to_filter(self) -> PoolFilter:
        chosen = self.chosen
        kinds = (chosen["kind"],) if "kind" in chosen else ()
        return PoolFilter(text=chosen.get("text", ""), kinds=kinds)


class MembersFilterForm(FilterForm):
    text = forms.CharField(label="名称或统一社会信用代码", required=False)
    on = forms.DateField(label="哪一天的成员", widget=forms.DateInput)


class ChangesFilterForm(FilterForm):
    since = forms.DateField(label="从哪一天起的变动", widget=forms.DateInput)


class PoolForm(ScopeForm):
    title = forms.CharField(label="名录库名称", max_length=200, help_text="例：加油站（点）专项库")
    kind = forms.ChoiceField(label="类型", choices=PoolKind, widget=forms.RadioSelect, initial=PoolKind.SPECIAL)
    by_hand_only = forms.BooleanField(
        label="只收手工加入的对象，不按范围自动纳入", required=False, help_text="选了这一项，下面的范围不起作用。"
    )
    reason = forms.CharField(label="修改理由", max_length=300, widget=forms.Textarea)
    field_order = ("title", "kind", "by_hand_only")

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["reason"]

    def to_content(self) -> PoolContent:
        data = self.cleaned_data
        scope = None if data["by_hand_only"] else self.scope
        return PoolContent(title=data["title"], kind=PoolKind(data["kind"]), scope=scope)


def initial_of_pool(pool: ObjectPool, rule: PoolRule | None) -> dict[str, Any]:
    """What the form shows of a pool that is there already."""
    shown = {"title": pool.title, "kind": pool.kind, "by_hand_only": rule is None}
    return {**shown, **initial_of_scope(rule.scope if rule else {})}


class MarkForm(Form):
    kind = forms.ChoiceField(label="处理", choices=MarkKind, widget=forms.RadioSelect, initial=MarkKind.ADDED)
    numbers = forms.CharField(
        label="监管对象",
        required=False,
        widget=forms.Textarea,
        help_text="统一社会信用代码、注册号或者对象编号，每行一个。",
    )
    file = UploadField(
        label="或者用文件",
        required=False,
        help_text="Excel 或 CSV，第一行是列名，须有“统一社会信用代码”或“对象编号”一列；本库导出的文件可以直接用。",
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(split_words(data.get("numbers", ""))) == bool(data.get("file")):
            self.add_error("numbers", "请填写监管对象，或者选一个文件；两样只用一样。")
        return data
