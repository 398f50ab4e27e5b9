"""What people fill in about items."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.models import AgencyKind
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations import ItemText
from tongjian.supervision.catalog.policies import editable_kinds
from tongjian.supervision.catalog.queries import ItemFilter, kinds_with_items

_TEXT_LABELS = {
    "object_kind": "检查对象",
    "legal_basis": "检查依据",
    "subject": "检查主体",
    "ratio_text": "抽查比例",
    "frequency_text": "抽查频次",
    "method": "检查方式",
    "officer_requirement": "检查人员要求",
    "note": "备注",
}
LABELS = {**_TEXT_LABELS, "checklist": "检查表"}


class ItemFilterForm(FilterForm):
    text = forms.CharField(label="名称、编码或依据", max_length=100)
    agency_kind = forms.ChoiceField(label="部门")
    state = forms.ChoiceField(label="状态", choices=[("", "现行及在办"), *VersionState.choices])
    has_checklist = forms.ChoiceField(label="检查表", choices=[("", "全部"), ("yes", "已关联"), ("no", "未关联")])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(kind.code, kind.title) for kind in kinds_with_items()]
        self.fields["agency_kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]

    def to_filter(self) -> ItemFilter:
        chosen = self.chosen
        attached = {"yes": True, "no": False}.get(chosen.pop("has_checklist", ""))
        return ItemFilter(**chosen, has_checklist=attached)


class ChecklistFilterForm(FilterForm):
    text = forms.CharField(label="表名或表号", max_length=100)


class TextForm(Form):
    """What a version says."""

    legal_basis = forms.CharField(
        label="检查依据",
        max_length=8000,
        required=False,
        widget=forms.Textarea,
        help_text="写明法律、法规、规章的名称和条款。没有依据的事项不能提交审核（国办发〔2024〕54号）。",
    )
    object_kind = forms.CharField(label="检查对象", max_length=200, required=False, help_text="例：食品经营者")
    subject = forms.CharField(label="检查主体", max_length=200, required=False)
    ratio_text = forms.CharField(label="抽查比例", max_length=300, required=False, help_text="例：不低于 3%")
    frequency_text = forms.CharField(label="抽查频次", max_length=300, required=False, help_text="例：每年不超过 2 次")
    method = forms.CharField(label="检查方式", max_length=200, required=False, help_text="例：现场检查")
    officer_requirement = forms.CharField(label="检查人员要求", max_length=200, required=False)
    note = forms.CharField(label="备注", max_length=4000, required=False, widget=forms.Textarea)

    def to_text(self) -> ItemText:
        return ItemText(**{name: self.cleaned_data[name] for name in _TEXT_LABELS})

    @staticmethod
    def initial_of(version: ItemVersion) -> dict[str, str]:
        return {name: getattr(version, name) for name in _TEXT_LABELS}


class DraftForm(TextForm):
    agency_kind = forms.ChoiceField(label="部门类别")
    name = forms.CharField(label="事项名称", max_length=200, help_text="例：食品经营许可情况检查")
    sub_name = forms.CharField(label="子项名称", max_length=200, required=False)
    national_code = forms.CharField(
        label="监管事项目录编码",
        max_length=20,
        required=False,
        help_text="14 位数字；没有列入国家目录的留空，由系统编码。",
    )
    field_order = ("agency_kind", "name", "sub_name", "national_code")

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        own = editable_kinds(actor)
        kinds = AgencyKind.objects.order_by("code") if own is None else AgencyKind.objects.filter(code__in=own)
        choices = [(kind.code, kind.title) for kind in kinds]
        self.fields["agency_kind"].choices = choices if len(choices) == 1 else [("", "请选择"), *choices]  # type: ignore[attr-defined]


class ReasonForm(Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea)


class TickForm(Form):
    """A form above a table of tick boxes; what is ticked is not a field of its own."""

    def ticked(self, name: str) -> list[str]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []


class ManyForm(TickForm):
    """Ticked versions, and the day from which they are in force."""

    valid_from = forms.DateField(
        label="生效日期", required=False, widget=forms.DateInput, help_text="不填就是今天；不能早于今天。"
    )

    @property
    def version_ids(self) -> list[UUID]:
        return ids_of(self.ticked("version"))


class QualifyForm(TickForm):
    """Ticked officers and items; `reason` is for withdrawing."""

    valid_until = forms.DateField(
        label="有效期至（不含）", required=False, widget=forms.DateInput, help_text="不填就是长期有效。"
    )
    reason = forms.CharField(label="取消的理由", max_length=300, required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        return {
            "officer_ids": ids_of(self.ticked("officer")),
            "item_codes": self.ticked("item"),
        }


def ids_of(texts: list[str]) -> list[UUID]:
    """What is no id was not ticked."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
