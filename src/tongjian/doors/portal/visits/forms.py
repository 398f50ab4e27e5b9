"""What the public may look for."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.inspections.queries import PublishedFilter


class ResultFilterForm(FilterForm):
    text = forms.CharField(label="企业名称、代码或检查编号", max_length=100)
    region = forms.ChoiceField(label="所在区划")
    published_from = forms.DateField(label="公示日期从")
    published_until = forms.DateField(label="公示日期至")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        regions = [(row.code, row.name) for row in regions_to_choose()]
        self.offer("region", regions, first="全部")

    def to_filter(self) -> PublishedFilter:
        chosen = self.chosen
        return PublishedFilter(
            text=chosen.get("text", ""),
            region=chosen.get("region", ""),
            published_from=chosen.get("published_from"),
            published_until=chosen.get("published_until"),
        )
