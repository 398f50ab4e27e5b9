"""What people fill in about entities."""

from typing import Any
from uuid import UUID

from django import forms

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.queries import list_officers, regions_to_choose
from tongjian.foundation.rulebook.queries import terms
from tongjian.supervision.registry.choices import WITHOUT_CODE, EntityKind, EntityStatus
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.queries import EntityFilter, names_of_tags

_ANY = ("", "全部")
_NOT_SHOWN = ("region", "reason", "representative")


def region_choices(actor: Actor) -> list[tuple[str, str]]:
    """Cities and counties the actor's region covers, counties set in."""
    regions = regions_to_choose(actor.region_code)
    return [(row.code, row.name if row.code.endswith("00") else f"　{row.name}") for row in regions]


class EntityFilterForm(FilterForm):
    words = forms.CharField(label="名称（含曾用名）或代码", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=[_ANY, *EntityKind.choices])
    region = forms.ChoiceField(label="所在区划")
    status = forms.ChoiceField(label="状态", choices=[_ANY, *EntityStatus.choices])
    industry = forms.ChoiceField(label="行业门类")
    established_from = forms.DateField(label="成立日期从", widget=forms.DateInput)
    established_until = forms.DateField(label="成立日期早于", widget=forms.DateInput)
    tag = forms.ChoiceField(label="标签")
    permit = forms.CharField(label="持有许可", max_length=100)
    permit_until = forms.DateField(label="许可到期早于", widget=forms.DateInput)
    same_representative = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        sections = [(term.code, f"{term.code} {term.label}") for term in terms("industry_section")]
        self.offer("region", region_choices(actor), first="全部")
        self.offer("industry", sections, first="全部")
        tags = [(name, name) for name in names_of_tags(actor)]
        self.offer("tag", tags, first="全部")

    def to_filter(self) -> EntityFilter:
        return EntityFilter(**self.chosen)


class CorrectionForm(Form):
    """The facts as they are; what is changed is corrected."""

    name = forms.CharField(label="名称", max_length=200, help_text="改名后，原名称自动列入曾用名。")
    kind = forms.ChoiceField(label="类别", choices=EntityKind.choices)
    status = forms.ChoiceField(label="状态", choices=EntityStatus.choices)
    region = forms.ChoiceField(label="所在区划", required=False)
    address = forms.CharField(label="住所", max_length=400, required=False)
    industry = forms.CharField(label="行业代码（GB/T 4754）", max_length=10, required=False)
    organisation_type = forms.CharField(label="主体类型", max_length=100, required=False)
    registered_capital = forms.CharField(label="注册资本", max_length=60, required=False)
    established_on = forms.DateField(label="成立日期", required=False, widget=forms.DateInput)
    business_scope = forms.CharField(label="经营范围", required=False, widget=forms.Textarea)
    representative = forms.CharField(
        label="法定代表人（负责人）证件号",
        max_length=40,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="不变就留空。号码不保存，只留不可逆的标识，用来看名下还有哪些对象。",
    )
    reason = forms.CharField(
        label="更正理由",
        max_length=300,
        widget=forms.Textarea,
        help_text="说明依据。更正会记入存证；之后的导入不再覆盖更正过的内容。",
    )

    def __init__(self, data: Any, actor: Actor, entity: Entity) -> None:
        facts = {name: getattr(entity, name) for name in self.base_fields if name not in _NOT_SHOWN}
        super().__init__(data, initial={**facts, "region": entity.region_id or ""})
        self.offer("region", region_choices(actor), first="不清楚")

    @property
    def corrections(self) -> dict[str, str]:
        values = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        if not values["representative"]:
            del values["representative"]
        return {name: "" if value is None else str(value) for name, value in values.items()}


class UnitForm(Form):
    """A person without a licence, or a thing."""

    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *((str(one), one.label) for one in WITHOUT_CODE)])
    name = forms.CharField(
        label="名称", max_length=200, help_text="例如：坞城路112号自建房、1号乘客电梯、晋A12345、李某（流动早餐摊）。"
    )
    region = forms.ChoiceField(label="所在区划")
    address = forms.CharField(label="地址", max_length=400, required=False)
    number = forms.CharField(
        label="编号", max_length=60, required=False,
        widget=forms.TextInput(attrs={"data-no-draft": "", "autocomplete": "off"}),
        help_text="项目代码、使用登记证编号、号牌、不动产单元号等。自然人填证件号，号码不保存，只留不可逆的标识。",
    )  # fmt: skip
    uscc = forms.CharField(
        label="责任主体的统一社会信用代码", max_length=40, required=False, help_text="物由谁管理、使用；没有的不填。"
    )
    business_scope = forms.CharField(label="经营或者使用情况", required=False, widget=forms.Textarea)

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        self.offer("region", region_choices(actor), first="请选择")


class InterestForm(Form):
    officer_id = forms.TypedChoiceField(label="执法人员", coerce=UUID)
    reason = forms.CharField(
        label="是什么关系",
        max_length=200,
        widget=forms.Textarea,
        help_text="例：本人配偶在该企业任职。只有本机关能看到。",
    )

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        officers = list_officers(actor, agency_id=actor.agency_id) if actor.agency_id else []
        choices = [(str(row.pk), f"{row.name}（执法证 {row.certificate_number}）") for row in officers]
        self.offer("officer_id", choices, first="请选择")
        self.fields["officer_id"].help_text = "登记以后，抽取和派人时都会避开（《行政处罚法》第四十三条）。"


class EndInterestForm(Form):
    reason = forms.CharField(label="解除理由", max_length=200, widget=forms.Textarea)
