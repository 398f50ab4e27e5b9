"""What the public may look for."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.catalog.queries import kinds_with_published


class PublicItemForm(FilterForm):
    text = forms.CharField(label="名称、编码或依据", max_length=100)
    agency_kind = forms.ChoiceField(label="部门")
    region = forms.ChoiceField(label="在哪里检查")
    industry = forms.CharField(
        label="行业",
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "例：餐饮，或者 H62"}),
    )
    on = forms.DateField(label="哪一天有效", widget=forms.DateInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(kind.code, kind.title) for kind in kinds_with_published()]
        self.fields["agency_kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]
        places = [(region.code, region.name) for region in regions_to_choose()]
        self.fields["region"].choices = [("", "不限"), *places]  # type: ignore[attr-defined]
