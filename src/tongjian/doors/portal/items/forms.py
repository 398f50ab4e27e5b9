"""What the public may look for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tongjian.doors.face.forms import FilterForm
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.pure.statutes import mentions
from tongjian.supervision.catalog.queries import kinds_with_published, laws_cited


class PublicItemForm(FilterForm):
    text = forms.CharField(label="名称、编码或依据", max_length=100)
    agency_kind = forms.ChoiceField(label="部门")
    law = forms.ChoiceField(label="法律、法规")
    article = forms.CharField(
        label="第几条",
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "例：16，或者第十六条第一款"}),
    )
    region = forms.ChoiceField(label="在哪里检查")
    industry = forms.CharField(
        label="行业",
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "例：餐饮，或者 H62"}),
    )
    on = forms.DateField(label="哪一天有效", widget=forms.DateInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("agency_kind", [(kind.code, kind.title) for kind in kinds_with_published()], first="全部")
        self.offer("law", [(law.code, f"《{law.title}》") for law in laws_cited()], first="不限")
        self.offer("region", [(region.code, region.name) for region in regions_to_choose()], first="不限")

    def clean_article(self) -> str:
        """The path of the clause, by its number alone or as it is cited."""
        text = "".join(self.cleaned_data["article"].split())
        if not text:
            return ""
        if not self.data.get("law"):
            raise ValidationError("请先选择法律、法规，再填第几条。")
        found = mentions(f"《法律》第{text}条" if text.isdecimal() else f"《法律》{text}")
        if not found or not found[0].path:
            raise ValidationError("看不懂是第几条，请写成 16 或者第十六条第一款。")
        return found[0].path
