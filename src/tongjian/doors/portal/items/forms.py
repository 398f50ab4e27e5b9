"""What the public may look for."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm
from tongjian.supervision.catalog.queries import kinds_with_published


class PublicItemForm(FilterForm):
    text = forms.CharField(label="名称、编码或依据", max_length=100)
    agency_kind = forms.ChoiceField(label="部门")
    on = forms.DateField(label="哪一天有效", widget=forms.DateInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [(kind.code, kind.title) for kind in kinds_with_published()]
        self.fields["agency_kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]
