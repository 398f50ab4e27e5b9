"""What people fill in about a key item."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.lines import codes_of, words_of
from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import AgencyKind, Region
from tongjian.foundation.org.queries import kinds_by_name, regions_to_choose
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.key_items.choices import ReviewOutcome, VersionState
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations import GivenScore
from tongjian.supervision.key_items.queries import (
    Criterion,
    Department,
    KeyItemContent,
    KeyItemFilter,
    Proposal,
    areas,
    items_of,
    levels_from,
)
from tongjian.supervision.scenarios.queries import ScenarioFilter
from tongjian.supervision.scenarios.queries import in_force as scenario_in_force
from tongjian.supervision.scenarios.queries import list_versions as list_scenarios

_NAME_AT = {
    RegionLevel.PROVINCE: "province_name", RegionLevel.CITY: "city_name", RegionLevel.COUNTY: "county_name",
}  # fmt: skip


class KeyItemFilterForm(FilterForm):
    text = forms.CharField(label="名称或编号", max_length=100)
    area = forms.ChoiceField(label="重点领域")
    department = forms.ChoiceField(label="牵头、配合部门")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *VersionState.choices])
    region = forms.ChoiceField(label="地方")
    on = forms.DateField(label="某日有效")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = AgencyKind.objects.filter(is_deliberative=False).values_list("code", "title")
        self.offer("area", [(code, term.label) for code, term in areas().items()], first="全部")
        self.offer("department", kinds, first="全部")
        self.offer("region", regions_to_choose().values_list("code", "name"), first="全部")

    def to_filter(self) -> KeyItemFilter:
        return KeyItemFilter(**self.chosen)


class KeyItemForm(Form):
    """With a lead and its cooperating departments for every level from the place's own down."""

    name = forms.CharField(label="名称", max_length=100, help_text="例：集中用餐单位食品安全")
    area = forms.ChoiceField(label="重点领域")
    reason = forms.CharField(
        label="列为重点的理由",
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text="送审前填好，公布后公众可以看到。从风险程度、社会关注、涉及部门等方面写。",
    )
    items = forms.CharField(
        label="监管事项",
        max_length=8000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text="一行一个事项编码，编码后面可以写名称。本地方现行有效的事项才能列入。",
    )
    scenario = forms.ChoiceField(
        label="一件事", required=False, help_text="几个部门已经合成一件事办的，选这件事；它所列的事项都算重点。"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._place = actor, Region.objects.get(pk=actor.region_code)
        self.offer("area", [(code, term.label) for code, term in areas().items()], first="请选择")
        matters = list_scenarios(actor, ScenarioFilter(region=self._place.pk)).filter(scenario_in_force())
        own = [one for one in matters if one.scenario.region_id == self._place.pk]
        self.offer("scenario", [(str(one.pk), one.name) for one in own], first="不选")
        kinds = list(AgencyKind.objects.filter(is_deliberative=False).order_by("code"))
        for level in levels_from(self._place.level):
            self._add_level(level, [kind for kind in kinds if getattr(kind, _NAME_AT[level])])
        self.versions: list[ItemVersion] = []
        self._departments: dict[str, tuple[Department, ...]] = {}

    def _add_level(self, level: RegionLevel, kinds: Sequence[AgencyKind]) -> None:
        """Every kind may be named that has a name on that level."""
        said, is_own = f"{level.label[:1]}级", level == self._place.level
        hint = "" if is_own else "送审前填好。"
        lead = forms.ChoiceField(label=f"{said}牵头部门", required=is_own, help_text=hint)
        others = forms.CharField(
            label=f"{said}配合部门", required=False, max_length=500,
            help_text="部门的名称或者简称，多个用顿号分开。例：公安、消防救援",
        )  # fmt: skip
        for name, field in ((f"lead_{level}", lead), (f"others_{level}", others)):
            self.fields[name] = field
            self._dress(name, field)
        self.offer(f"lead_{level}", [(kind.pk, kind.title) for kind in kinds], first="请选择")

    def clean_items(self) -> str:
        """Codes → versions in force where the actor proposes."""
        text = str(self.cleaned_data["items"])
        codes = codes_of(text)
        here = catalog.published_versions(self._actor, region=self._place.pk)
        self.versions = list(here.filter(item__code__in=codes))
        known = {one.item.code for one in self.versions}
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(f"本地方没有现行有效的事项 {'、'.join(unknown)}。")
        return text

    def clean(self) -> dict[str, Any]:
        named = kinds_by_name()
        for level in levels_from(self._place.level):
            names = words_of(str(self.cleaned_data.get(f"others_{level}", "")))
            if unknown := [name for name in names if name not in named]:
                self.add_error(f"others_{level}", f"没有叫“{'、'.join(unknown)}”的部门，请写部门的名称或者简称。")
                continue
            self._departments[level] = tuple(Department(level, named[name]) for name in names)
        return self.cleaned_data

    def to_content(self) -> KeyItemContent:
        """After validation."""
        data, departments = self.cleaned_data, []
        for level, others in self._departments.items():
            if lead := data.get(f"lead_{level}"):
                departments.append(Department(level, lead, ParticipationRole.LEAD))
            departments += others
        return KeyItemContent(
            name=data["name"],
            area=data["area"],
            reason=data["reason"],
            item_ids=tuple(version.item_id for version in self.versions),
            scenario_version_id=data["scenario"] or None,
            departments=tuple(departments),
        )


def initial_of(version: KeyItemVersion) -> dict[str, Any]:
    """What the form shows of a version that is there already."""
    initial: dict[str, Any] = {
        "name": version.name,
        "area": version.area,
        "reason": version.reason,
        "items": "\n".join(f"{item.code} {item.title}" for item in items_of(version)),
        "scenario": str(version.scenario_version_id or ""),
    }
    for row in version.responsibilities.all():
        if row.role == ParticipationRole.LEAD:
            initial[f"lead_{row.level}"] = row.agency_kind_id
        else:
            before = initial.get(f"others_{row.level}")
            initial[f"others_{row.level}"] = f"{before}、{row.agency_kind.title}" if before else row.agency_kind.title
    return initial


class ScoreForm(Form):
    """Points and a reason for every criterion; what the figures propose is filled in, and a person sends it."""

    def __init__(
        self, data: Any, criteria: Sequence[Criterion], proposals: Mapping[str, Proposal],
        earlier: Mapping[str, GivenScore],
    ) -> None:  # fmt: skip
        super().__init__(data)
        self._codes = [one.code for one in criteria]
        for one in criteria:
            self._add(one, proposals.get(one.code), earlier.get(one.code))

    def _add(self, one: Criterion, proposal: Proposal | None, earlier: GivenScore | None) -> None:
        alone = f"；{one.alone} 分即可列入" if one.alone is not None else ""
        proposed = f"数据建议 {proposal.points} 分：{proposal.figure}" if proposal else "没有数据可以建议"
        choices = [(number, f"{number} 分") for number in range(one.scale + 1)]
        first = earlier.points if earlier else proposal.points if proposal else ""
        points = forms.TypedChoiceField(
            label=f"{one.title}（满分 {one.scale}，权重 {one.weight}{alone}）", coerce=int,
            choices=[("", "请选择"), *choices], initial=first, help_text=f"{one.hint}。{proposed}。",
        )  # fmt: skip
        reason = forms.CharField(
            label=f"{one.title}：理由", max_length=500, required=proposal is None,
            initial=earlier.reason if earlier else "",
            help_text="与建议分相同的可以不写。" if proposal else "",
        )  # fmt: skip
        for name, field in ((f"points_{one.code}", points), (f"reason_{one.code}", reason)):
            self.fields[name] = field
            self._dress(name, field)

    def to_given(self) -> dict[str, GivenScore]:
        data = self.cleaned_data
        return {code: GivenScore(data[f"points_{code}"], data[f"reason_{code}"]) for code in self._codes}


class SubmitForm(Form):
    exception = forms.CharField(
        label="未达门槛仍列入的理由", max_length=1000, widget=forms.Textarea, help_text="例：上级文件已经列为重点。"
    )


class ReviewForm(Form):
    outcome = forms.ChoiceField(label="复核结论", choices=ReviewOutcome, widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=1000, widget=forms.Textarea)
