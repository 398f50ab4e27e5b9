"""What people fill in about duties."""

from typing import Any
from uuid import UUID

from django import forms

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.models import Agency, AgencyKind
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.duties.choices import Outcome, RecordState, SettlementKind, SettlementState, Stage, Wish
from tongjian.supervision.duties.models import CommissionedBody, Settlement
from tongjian.supervision.duties.operations import CommissionText, Decision
from tongjian.supervision.duties.operations.register_transfer import CONTINUING
from tongjian.supervision.duties.policies import is_coordinator
from tongjian.supervision.duties.queries import officers_commissioned, officers_to_name

_ALL = ("", "全部")
_FINDINGS = (SettlementKind.OVERLAP, SettlementKind.GAP)


def departments_here(region: str) -> list[tuple[str, str]]:
    """Kinds the place has an agency of, by its agency's name."""
    rows = Agency.objects.filter(region=region, valid_until=None, kind__is_deliberative=False).order_by("kind")
    return list(rows.values_list("kind", "name"))


def words_of(text: str) -> list[str]:
    """Codes one a line or by commas; what follows a code on its line is for people."""
    lines = text.replace("，", ",").replace("、", ",").replace("\n", ",").split(",")
    return list(dict.fromkeys(line.split()[0] for line in lines if line.strip()))


class RegionForm(FilterForm):
    region = forms.ChoiceField(label="地方")

    def __init__(self, data: Any, *, is_any: bool = False) -> None:
        super().__init__(data)
        regions = regions_to_choose().values_list("code", "name")
        self.offer("region", regions, first="全部" if is_any else None)


class MatrixForm(RegionForm):
    text = forms.CharField(label="事项名称或编码", max_length=100)
    department = forms.ChoiceField(label="部门")
    stage = forms.ChoiceField(label="环节", choices=[_ALL, *Stage.choices])
    on = forms.DateField(label="某日有效")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = AgencyKind.objects.filter(is_deliberative=False).values_list("code", "title")
        self.offer("department", kinds, first="全部")


class SettlementFilterForm(RegionForm):
    text = forms.CharField(label="名称或编号", max_length=100)
    kind = forms.ChoiceField(label="类型", choices=[_ALL, *SettlementKind.choices])
    state = forms.ChoiceField(label="状态", choices=[_ALL, *SettlementState.choices])
    field_order = ("text", "kind", "state", "region")

    def __init__(self, data: Any) -> None:
        super().__init__(data, is_any=True)


class AssignForm(Form):
    stage = forms.ChoiceField(label="环节", choices=Stage)
    department = forms.ChoiceField(label="部门")
    role = forms.ChoiceField(label="角色", choices=ParticipationRole)
    basis = forms.CharField(label="依据", max_length=300, help_text="文件名称和文号。例：并政办发〔2026〕12号")
    valid_from = forms.DateField(label="生效日期", required=False, help_text="不填为今天；不能早于今天。")

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("department", departments_here(region))


class OpenForm(Form):
    kind = forms.ChoiceField(label="类型", choices=[(one.value, one.label) for one in _FINDINGS])
    title = forms.CharField(label="名称", max_length=200, help_text="例：单用途预付卡监管职责交叉")
    description = forms.CharField(
        label="情况说明",
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text="哪里交叉或者空白，有什么影响。",
    )
    items = forms.CharField(
        label="涉及事项",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text="一行一个事项编码，编码后面可以写名称。",
    )
    stages = forms.MultipleChoiceField(label="涉及环节", choices=Stage, widget=forms.CheckboxSelectMultiple)
    departments = forms.MultipleChoiceField(
        label="征求意见的部门", widget=forms.CheckboxSelectMultiple, help_text="各部门在规则库规定的时限内反馈。"
    )
    object_kind = forms.CharField(label="监管对象", max_length=200, required=False)

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("departments", departments_here(region))


class ProposeForm(Form):
    title = forms.CharField(label="新业态名称", max_length=200, help_text="例：剧本娱乐经营场所")
    object_kind = forms.CharField(label="监管对象", max_length=200, help_text="例：剧本杀、密室逃脱经营场所")
    description = forms.CharField(
        label="情况说明",
        max_length=4000,
        widget=forms.Textarea({"rows": 7}),
        help_text="做什么、有哪些风险、本地有多少家、为什么现有职责不能覆盖，建议由谁牵头。",
    )


class TakeUpForm(Form):
    departments = forms.MultipleChoiceField(label="征求意见的部门", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("departments", departments_here(region))


class OpinionForm(Form):
    wish = forms.ChoiceField(label="意见", choices=Wish, widget=forms.RadioSelect)
    text = forms.CharField(
        label="理由和依据",
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text="写明法律法规条款或者三定规定。",
    )


class DecideForm(Form):
    outcome = forms.ChoiceField(label="决定", choices=Outcome, initial=Outcome.LEAD, widget=forms.RadioSelect)
    lead = forms.ChoiceField(label="牵头部门", required=False)
    cooperating = forms.MultipleChoiceField(label="配合部门", required=False, widget=forms.CheckboxSelectMultiple)
    item_name = forms.CharField(
        label="列入清单的事项名称", max_length=200, required=False, help_text="由牵头部门编制、审核、发布。"
    )
    document = forms.CharField(label="决定文号", max_length=200, help_text="例：并政办函〔2026〕18号")
    note = forms.CharField(label="决定内容", max_length=4000, widget=forms.Textarea({"rows": 4}))
    effective_on = forms.DateField(
        label="生效日期", required=False, help_text="不填为今天；从这一天起职责矩阵按决定执行。"
    )

    def __init__(self, *args: Any, settlement: Settlement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = departments_here(settlement.region_id)
        self.offer("lead", [("", "—"), *here])
        self.offer("cooperating", here)
        if settlement.kind == SettlementKind.NEW_BUSINESS:
            self.fields["outcome"].disabled = True
        else:
            del self.fields["item_name"]

    def to_decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(
            outcome=Outcome(data["outcome"]),
            lead=data["lead"],
            cooperating=tuple(data["cooperating"]),
            document=data["document"],
            note=data["note"],
            effective_on=data["effective_on"],
            item_name=data.get("item_name", ""),
        )


class RegisterFilterForm(RegionForm):
    text = forms.CharField(label="名称或文号", max_length=100)
    state = forms.ChoiceField(label="状态", choices=[_ALL, *RecordState.choices])
    field_order = ("text", "state", "region")

    def __init__(self, data: Any) -> None:
        super().__init__(data, is_any=True)


class EnforcerFilterForm(RegionForm):
    text = forms.CharField(label="机关名称或依据", max_length=100)
    state = forms.ChoiceField(label="状态", choices=[_ALL, ("published", "有效"), ("ended", "已失效")])
    field_order = ("text", "state", "region")

    def __init__(self, data: Any) -> None:
        super().__init__(data, is_any=True)


_ITEMS_HELP = "一行一个事项编码，编码后面可以写名称；只能是本部门的事项。"


class TransferForm(Form):
    from_code = forms.ChoiceField(label="原主管部门")
    to_code = forms.CharField(label="承接机关代码", max_length=40, help_text="机关页上的代码。例：140105-SCJG")
    document = forms.CharField(label="划转文号", max_length=200, help_text="例：晋政函〔2026〕15号")
    effective_on = forms.DateField(label="生效日期")
    items = forms.CharField(
        label="划转事项", max_length=4000, widget=forms.Textarea({"rows": 4}), help_text=_ITEMS_HELP
    )
    continuing = forms.CharField(
        label="原主管部门继续承担的职责", max_length=2000, initial=CONTINUING, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("from_code", own_agencies(actor))


class CommissionForm(Form):
    principal_code = forms.ChoiceField(label="委托机关")
    name = forms.CharField(label="受委托组织", max_length=100)
    uscc = forms.CharField(label="统一社会信用代码", max_length=18)
    document = forms.CharField(label="委托书文号", max_length=200, help_text="例：并市监委〔2026〕3号")
    items = forms.CharField(
        label="委托事项", max_length=4000, widget=forms.Textarea({"rows": 4}), help_text=_ITEMS_HELP
    )
    scope = forms.CharField(
        label="委托权限",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="例：以委托机关名义实施日常检查",
    )
    valid_from = forms.DateField(label="委托起始日期")
    valid_until = forms.DateField(label="委托期满日期（不含）", help_text="这一天起不能再以委托机关名义检查。")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("principal_code", own_agencies(actor))

    def to_text(self) -> CommissionText:
        data = self.cleaned_data
        return CommissionText(**{field: data[field] for field in CommissionText.__dataclass_fields__})


class OfficersForm(Form):
    officers = forms.TypedMultipleChoiceField(
        label="检查人员", coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="只列出持委托机关有效执法证、没有列入其他受委托组织的人员。",
    )  # fmt: skip

    def __init__(self, data: Any, *, body: CommissionedBody) -> None:
        present = [str(pk) for pk in officers_commissioned(body).values_list("pk", flat=True)]
        super().__init__(data, initial={"officers": present})
        rows = officers_to_name(body).order_by("certificate_number")
        self.offer("officers", ((str(row.pk), f"{row.name}（执法证 {row.certificate_number}）") for row in rows))


def own_agencies(actor: Actor) -> list[tuple[str, str]]:
    """Agencies in whose name the actor registers: the own one, for the coordinator every one of the place."""
    rows = Agency.objects.filter(region=actor.region_code, valid_until=None, kind__is_enforcer=True)
    if not is_coordinator(actor) and actor.agency_id is not None:
        rows = rows.filter(pk=actor.agency_id)
    return list(rows.order_by("code").values_list("code", "name"))
