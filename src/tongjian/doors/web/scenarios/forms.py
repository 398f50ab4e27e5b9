"""What people fill in about a scenario."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.lines import codes_of, lines_of, words_of
from tongjian.doors.web.scenarios import lines
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import AgencyKind
from tongjian.foundation.org.queries import own_kind, regions_on, regions_to_choose
from tongjian.pure.codes import significant
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.registry.choices import EntityKind
from tongjian.supervision.scenarios.choices import Trigger, VersionState
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.queries import ScenarioContent, ScenarioFilter, content_of, items_of

_LISTS = ("industries", "words", "permits", "tags")


class ScenarioFilterForm(FilterForm):
    text = forms.CharField(label="名称或编号", max_length=100)
    lead = forms.ChoiceField(label="牵头部门")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *VersionState.choices])
    region = forms.ChoiceField(label="地方")
    item = forms.CharField(label="事项编码", max_length=40)
    on = forms.DateField(label="某日有效")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = AgencyKind.objects.filter(is_deliberative=False).values_list("code", "title")
        regions = regions_to_choose().values_list("code", "name")
        self.offer("lead", kinds, first="全部")
        self.offer("region", regions, first="全部")

    def to_filter(self) -> ScenarioFilter:
        return ScenarioFilter(**self.chosen)


class ScenarioForm(Form):
    name = forms.CharField(label="名称", max_length=100, help_text="例：成品油流通（加油站）综合监管一件事")
    trigger = forms.ChoiceField(label="触发类型", choices=Trigger, initial=Trigger.SAME_KIND, widget=forms.RadioSelect)
    regions = forms.MultipleChoiceField(
        label="区划", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选表示本地方全部。"
    )
    kinds = forms.MultipleChoiceField(
        label="监管对象类别", choices=EntityKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    industries = forms.CharField(
        label="行业代码开头", required=False, help_text="国民经济行业分类，多个用逗号分开。例：F5265"
    )
    words = forms.CharField(
        label="名称或经营范围含有", required=False, help_text="含其中任一词即可。例：加油站，成品油"
    )
    permits = forms.CharField(
        label="持有许可", required=False, help_text="许可名称，持有其中任一种、没有注销的。例：成品油零售经营批准证书"
    )
    tags = forms.CharField(label="共享标签", required=False, help_text="带有其中任一个其他部门可见的标签。")
    lead = forms.ChoiceField(label="牵头部门")
    lead_duty = forms.CharField(
        label="牵头职责",
        max_length=4000,
        required=False,
        widget=forms.Textarea,
        help_text="送审前填好：牵头做什么，本部门自己查什么。",
    )
    cooperating = forms.CharField(
        label="配合部门",
        max_length=8000,
        required=False,
        widget=forms.Textarea({"rows": 7}),
        help_text="送审前填好。一行一个，写“部门：职责”；不是配合的写明角色，例：应急管理：经营许可；公安（技术支撑）：视频调取",
    )
    items = forms.CharField(
        label="监管事项",
        max_length=8000,
        required=False,
        widget=forms.Textarea({"rows": 7}),
        help_text="送审前填好。一行一个事项编码，编码后面可以写名称；保存时固定为现行版本，以后事项变更不影响这个版本。",
    )
    steps = forms.CharField(
        label="办理流程",
        max_length=8000,
        required=False,
        widget=forms.Textarea({"rows": 7}),
        help_text="送审前填好。一行一个环节，写“环节：内容”。例：联合检查：牵头部门组织，一次入户查完全部事项",
    )
    papers = forms.CharField(
        label="文书",
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 7}),
        help_text="一行一个。例：行政检查通知书",
    )
    frequency_text = forms.CharField(label="检查频次", max_length=300, required=False, help_text="例：每年不超过 2 次")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        kind = own_kind(actor)
        leads = AgencyKind.objects.filter(is_enforcer=True) | AgencyKind.objects.filter(is_coordinator=True)
        if kind is not None and not kind.is_coordinator:
            leads = AgencyKind.objects.filter(pk=kind.pk)
        self._choices("lead", list(leads.order_by("code").values_list("code", "title")))
        inside = regions_on().filter(code__startswith=significant(actor.region_code), level=RegionLevel.COUNTY)
        self._choices("regions", list(inside.order_by("code").values_list("code", "name")))
        self.versions: list[ItemVersion] = []
        self.unknown: list[str] = []

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_items(self) -> str:
        """Codes → versions in force where the actor compiles."""
        text = str(self.cleaned_data["items"])
        codes = codes_of(text)
        here = catalog.published_versions(self._actor, region=self._actor.region_code)
        self.versions = list(here.filter(item__code__in=codes))
        self.unknown = [code for code in codes if code not in {one.item.code for one in self.versions}]
        if self.unknown:
            raise forms.ValidationError(f"本地方没有现行有效的事项 {'、'.join(self.unknown)}。")
        return text

    def clean_cooperating(self) -> str:
        text = str(self.cleaned_data["cooperating"])
        try:
            self.departments = lines.departments_of(text)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return text

    @property
    def scope(self) -> dict[str, list[str]]:
        """From what is filled in so far; call after validation."""
        data = self.cleaned_data
        chosen = {name: list(data.get(name, ())) for name in ("regions", "kinds")}
        return chosen | {name: words_of(data.get(name, "")) for name in _LISTS}

    def to_content(self) -> ScenarioContent:
        data = self.cleaned_data
        return ScenarioContent(
            name=data["name"],
            trigger=data["trigger"],
            lead=data["lead"],
            lead_duty=data["lead_duty"],
            cooperating=self.departments,
            item_version_ids=tuple(version.pk for version in self.versions),
            scope=self.scope,
            steps=lines.steps_of(data["steps"]),
            papers=tuple(lines_of(data["papers"])),
            frequency_text=data["frequency_text"],
        )


def initial_of(version: ScenarioVersion) -> dict[str, Any]:
    """What the form shows of a version that is there already."""
    content = content_of(version)
    scope = content.scope
    return {
        **{name: getattr(content, name) for name in ("name", "trigger", "lead", "lead_duty", "frequency_text")},
        **{name: list(scope.get(name, ())) for name in ("regions", "kinds")},
        **{name: "，".join(scope.get(name, ())) for name in _LISTS},
        "cooperating": lines.department_lines(version.cooperations.all()),
        "items": "\n".join(f"{one.item.code} {one.item.title}" for one in items_of(version)),
        "steps": lines.step_lines(content.steps),
        "papers": "\n".join(content.papers),
    }
