"""What people fill in about documents."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm
from tongjian.foundation.casework.queries import DocumentFilter

STATES = (("", "全部"), ("issued", "有效"), ("void", "已作废"))


class DocumentFilterForm(FilterForm):
    text = forms.CharField(label="文号、标题或事项编号", max_length=100)
    state = forms.ChoiceField(label="状态", choices=STATES)
    issued_from = forms.DateField(label="制发日期从", widget=forms.DateInput)
    issued_until = forms.DateField(label="制发日期至", widget=forms.DateInput)

    def to_filter(self) -> DocumentFilter:
        chosen: dict[str, Any] = dict(self.chosen)
        state = chosen.pop("state", "")
        return DocumentFilter(is_void=None if not state else state == "void", **chosen)
