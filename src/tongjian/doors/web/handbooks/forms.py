"""What people fill in about a handbook."""

import re
from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.models import AgencyKind
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.handbooks.choices import Chapter, EditionState
from tongjian.supervision.handbooks.models import Handbook
from tongjian.supervision.handbooks.queries import HandbookFilter
from tongjian.supervision.scenarios.queries import ScenarioFilter, in_force, list_versions

_SEPARATORS = re.compile(r"[,，、;；\s]+")


class HandbookFilterForm(FilterForm):
    text = forms.CharField(label="名称或编号", max_length=100)
    lead = forms.ChoiceField(label="编制部门")
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *EditionState.choices])
    region = forms.ChoiceField(label="地方")
    scenario = forms.CharField(label="一件事编号", max_length=40)
    item = forms.CharField(label="事项编码", max_length=40)
    on = forms.DateField(label="某日有效")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = AgencyKind.objects.filter(is_deliberative=False).values_list("code", "title")
        regions = regions_to_choose().values_list("code", "name")
        self.offer("lead", kinds, first="全部")
        self.offer("region", regions, first="全部")

    def to_filter(self) -> HandbookFilter:
        return HandbookFilter(**self.chosen)


class _IndustriesForm(Form):
    industries = forms.CharField(
        label="适用行业", required=False, max_length=200,
        help_text="国民经济行业代码，多个用逗号分开。例：F5265",
    )  # fmt: skip

    def clean_industries(self) -> list[str]:
        return [code for code in _SEPARATORS.split(str(self.cleaned_data["industries"])) if code]


class HandbookForm(_IndustriesForm):
    title = forms.CharField(label="名称", max_length=100, help_text="例：加油站合规手册")
    scenario_code = forms.ChoiceField(
        label="一件事", required=False, help_text="选了一件事，对象范围和事项都取自它；没有一件事的，不选，填写行业。"
    )
    foreword = forms.CharField(
        label="说明", required=False, max_length=4000, widget=forms.Textarea, help_text="印在目录后面。"
    )
    field_order = ("title", "scenario_code", "industries", "foreword")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Handbook.objects.exclude(scenario=None).values("scenario")
        versions = list_versions(actor, ScenarioFilter(region=actor.region_code)).filter(in_force())
        free = versions.filter(scenario__region=actor.region_code).exclude(scenario__in=taken)
        choices = [(one.scenario.code, f"{one.name}（{one.scenario.code}）") for one in free]
        self.offer("scenario_code", choices, first="不选")


class DescribeForm(_IndustriesForm):
    title = forms.CharField(label="名称", max_length=100)
    foreword = forms.CharField(
        label="说明", required=False, max_length=4000, widget=forms.Textarea, help_text="印在目录后面。"
    )
    field_order = ("title", "industries", "foreword")

    def __init__(self, *args: Any, has_scenario: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_scenario:
            del self.fields["industries"]


class LineForm(Form):
    """Other words for a generated line."""

    text = forms.CharField(
        label="改写为", required=False, max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text="写成经营者看得懂的要求。不填，用生成的内容。改写不得增加法律、法规、规章以外的义务。",
    )  # fmt: skip
    chapter = forms.ChoiceField(
        label="归入", required=False, choices=[("", "按词语归章"), *Chapter.choices], help_text="选定后不再变动。"
    )
    is_left_out = forms.BooleanField(
        label="不列入手册", required=False, help_text="只与检查人员有关、对经营者没有要求的，可以不列入。"
    )


class AdditionForm(Form):
    chapter = forms.ChoiceField(label="归入", choices=Chapter, widget=forms.RadioSelect)
    text = forms.CharField(
        label="内容", max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text="监管事项里没有、但法律法规有明确要求的。例：从事成品油零售，应当取得经营批准证书。",
    )  # fmt: skip
    basis = forms.CharField(
        label="依据", max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text="写明法规和条款，书名号里写全称。例：《中华人民共和国安全生产法》第二十七条",
    )  # fmt: skip
