"""What people fill in about items."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from tongjian.doors.face.forms import FilterForm, Form, ReasonForm
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.models import AgencyKind
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.foundation.rulebook.queries import terms
from tongjian.supervision.catalog.choices import POST_PERMIT, CheckForm, Secrecy, VersionState
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations import ItemText
from tongjian.supervision.catalog.policies import editable_kinds
from tongjian.supervision.catalog.queries import ItemFilter, kinds_of_placed_items, kinds_with_items

_TEXT_LABELS = {
    "object_kind": "检查对象",
    "legal_basis": "检查依据",
    "subject": "检查主体",
    "ratio_text": "抽查比例",
    "frequency_text": "抽查频次",
    "method": "检查方式",
    "officer_requirement": "检查人员要求",
    "note": "备注",
    "object_category": "监管对象类别",
    "supervision_form": "监管形式",
    "supervision_level": "监管层级",
    "process": "监管流程",
    "outcome": "监管结果",
    "apply_scope": "适用范围",
    "check_form": "检查形式",
    "check_category": "检查类别",
    "standard": "检查标准",
    "materials": "检查材料",
    "implementation_codes": "检查实施清单编码",
    "industries": "适用行业",
    "duty_code": "职能部门编码",
    "line_code": "业务条线编码",
    "power_code": "对应权力事项编码",
    "permit_type": "对应许可事项类型",
    "permit_name": "对应许可事项名称",
    "secrecy": "公开属性",
    "post_permit": "证后监督类别",
}
_YES_NO = {"yes": True, "no": False}
LABELS = {**_TEXT_LABELS, "checklist": "检查表"}


class ItemFilterForm(FilterForm):
    text = forms.CharField(label="名称、编码或依据", max_length=100)
    agency_kind = forms.ChoiceField(label="部门")
    state = forms.ChoiceField(label="状态", choices=[("", "现行及在办"), *VersionState.choices])
    has_checklist = forms.ChoiceField(label="检查表", choices=[("", "全部"), ("yes", "已关联"), ("no", "未关联")])
    key = forms.ChoiceField(label="重点事项", choices=[("", "全部"), ("yes", "重点"), ("no", "非重点")])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(kind.code, kind.title) for kind in kinds_with_items()]
        self.offer("agency_kind", kinds, first="全部")

    def to_filter(self) -> ItemFilter:
        chosen = self.chosen
        attached = _YES_NO.get(chosen.pop("has_checklist", ""))
        chosen.pop("key", None)
        return ItemFilter(**chosen, has_checklist=attached)

    @property
    def wants_key(self) -> bool | None:
        """Whether only items that a key item is about are wanted, or only the others."""
        return _YES_NO.get(self.chosen.get("key", ""))


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

    secrecy = forms.ChoiceField(
        label="公开属性",
        choices=Secrecy,
        required=False,
        help_text="不公开的事项照常使用，不在公开平台、接口和开放数据中出现。",
    )
    object_category = forms.CharField(label="监管对象类别", max_length=100, required=False)
    supervision_form = forms.CharField(label="监管形式", max_length=100, required=False)
    supervision_level = forms.CharField(label="监管层级", max_length=100, required=False, help_text="例：省、市、县")
    apply_scope = forms.CharField(
        label="适用范围",
        max_length=20,
        required=False,
        help_text="1 全省、2 地市、3 区县，可以多选；不填就是各级都适用。",
    )
    check_form = forms.ChoiceField(label="检查形式", choices=CheckForm, required=False)
    check_category = forms.CharField(label="检查类别", max_length=100, required=False)
    process = forms.CharField(label="监管流程", max_length=4000, required=False, widget=forms.Textarea)
    outcome = forms.CharField(label="监管结果", max_length=4000, required=False, widget=forms.Textarea)
    standard = forms.CharField(label="检查标准", max_length=8000, required=False, widget=forms.Textarea)
    materials = forms.CharField(label="检查材料", max_length=4000, required=False, widget=forms.Textarea)
    implementation_codes = forms.CharField(
        label="检查实施清单编码",
        max_length=800,
        required=False,
        help_text="前 18 位是实施机构的统一社会信用代码，第 19 位是 1 至 5；多个用分号分开。",
    )
    industries = forms.CharField(
        label="适用行业", max_length=500, required=False, help_text="国民经济行业代码，多个用分号分开。例：H62；F5265"
    )
    duty_code = forms.CharField(label="职能部门编码", max_length=40, required=False)
    line_code = forms.CharField(label="业务条线编码", max_length=40, required=False)
    power_code = forms.CharField(label="对应权力事项编码", max_length=100, required=False)
    permit_type = forms.CharField(label="对应许可事项类型", max_length=100, required=False)
    permit_name = forms.CharField(label="对应许可事项名称", max_length=200, required=False)
    post_permit = forms.ChoiceField(
        label="证后监督类别",
        required=False,
        help_text="同一年度已做证后监督检查的，同类常规监督检查不再赋码（市场监管总局令第57号第17条）。",
    )

    def __init__(self, data: Any, **given: Any) -> None:
        super().__init__(data, **given)
        self.offer("post_permit", ((term.code, term.label) for term in terms(POST_PERMIT)), first="不涉及")

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
    main_code = forms.CharField(
        label="所属主项编码", max_length=40, required=False, help_text="这是某个主项的子项时填写主项的编码。"
    )
    field_order = ("agency_kind", "name", "sub_name", "national_code", "main_code")

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        own = editable_kinds(actor)
        kinds = AgencyKind.objects.order_by("code") if own is None else AgencyKind.objects.filter(code__in=own)
        choices = [(kind.code, kind.title) for kind in kinds]
        self.fields["agency_kind"].choices = choices if len(choices) == 1 else [("", "请选择"), *choices]  # type: ignore[attr-defined]


class TickForm(Form):
    """A form above a table of tick boxes; what is ticked is not a field of its own."""

    def ticked(self, name: str) -> list[str]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []


class RetireForm(ReasonForm):
    successor = forms.CharField(
        label="替代事项编码",
        max_length=40,
        required=False,
        help_text="由另一个已发布的事项替代时填写；各地要重新领用。",
    )


class OfferedForm(FilterForm):
    standing = forms.ChoiceField(
        label="情况",
        choices=[
            ("open", "尚未办理"),
            ("review", "待审核"),
            ("adopt", "已领用"),
            ("decline", "不领用"),
            ("all", "全部"),
        ],
        initial="open",
    )
    text = forms.CharField(label="名称或编码", max_length=100)


class ChooseForm(TickForm):
    """Ticked items, and why they are declined."""

    reason = forms.CharField(
        label="不领用的理由",
        max_length=500,
        required=False,
        help_text="不领用必须说明理由，例：本地没有这类监管对象。",
    )


class NoteForm(TickForm):
    note = forms.CharField(label="退回意见", max_length=500, required=False)


class DayForm(FilterForm):
    """One day, or two to compare; a place and a department."""

    on = forms.DateField(label="日期", widget=forms.DateInput)
    than = forms.DateField(label="与哪一天对照", widget=forms.DateInput)
    region = forms.ChoiceField(label="地方")
    agency_kind = forms.ChoiceField(label="部门")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        places = [(region.code, region.name) for region in regions_to_choose()]
        self.offer("region", places, first="不限")
        kinds = [(kind.code, kind.title) for kind in kinds_with_items()]
        self.offer("agency_kind", kinds, first="全部")


class FiguresForm(FilterForm):
    agency_kind = forms.ChoiceField(label="按地方看一个部门")
    region = forms.ChoiceField(label="按部门看一个地方")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        places = [(region.code, region.name) for region in regions_to_choose()]
        self.offer("region", places, first="全省")
        kinds = [(kind.code, kind.title) for kind in kinds_of_placed_items()]
        self.offer("agency_kind", kinds, first="全部")


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
