"""What the public may look for."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm
from tongjian.foundation.org.queries import regions_to_choose


class PublicHandbookForm(FilterForm):
    text = forms.CharField(
        label="行业或名称", max_length=100, widget=forms.TextInput(attrs={"placeholder": "例：加油站"})
    )
    industry = forms.CharField(
        label="行业代码", max_length=10, widget=forms.TextInput(attrs={"placeholder": "例：F5265"})
    )
    region = forms.ChoiceField(label="在哪里经营")
    item = forms.CharField(label="监管事项编码", max_length=40)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        places = [(region.code, region.name) for region in regions_to_choose()]
        self.offer("region", places, first="不限")
