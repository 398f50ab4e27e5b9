"""Who asks: an enterprise by its code, or anybody by an industry."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.foundation.rulebook.queries import terms
from tongjian.pure.codes import uscc_problem, widen

SENTENCES = {
    "uscc_length": "统一社会信用代码是 18 位，您填了 {n} 位，请对照营业执照核对。",
    "uscc_charset": "统一社会信用代码只有数字和大写字母，没有 I、O、S、V、Z：请看是不是把 0 写成了 O、把 1 写成了 I。",
    "uscc_check_digit": "这个代码的校验位不对，多半是抄错了一位，请对照营业执照逐位核对。",
}


class CodeForm(Form):
    uscc = forms.CharField(
        label="统一社会信用代码",
        max_length=60,
        help_text="营业执照上的 18 位代码。只用来查这一次，不保存，也不出现在网址里。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_uscc(self) -> str:
        code = widen(self.cleaned_data["uscc"])
        if problem := uscc_problem(code):
            raise ValidationError(SENTENCES[problem].format(n=len(code)), problem)
        return code


class IndustryForm(FilterForm):
    industry = forms.ChoiceField(label="国民经济行业")
    region = forms.ChoiceField(label="在哪里经营")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.names = {
            code: label for name in ("industry_section", "industry_division") for code, label in _terms(name)
        }
        sections = [code for code in self.names if len(code) == 1]
        choices = [(f"{one} {self.names[one]}", self._divisions(one)) for one in sections]
        self.offer("industry", choices, first="请选择")
        places = [(region.code, region.name) for region in regions_to_choose()]
        self.offer("region", places, first="不限")

    def _divisions(self, section: str) -> list[tuple[str, str]]:
        below = [(code, f"{code} {label}") for code, label in self.names.items() if code.startswith(section)]
        return [(code, f"{label}（全部）" if code == section else label) for code, label in below]

    def name_of(self, industry: str) -> str:
        """The division of a code, or its section."""
        return self.names.get(industry[:3]) or self.names.get(industry[:1], "")


def _terms(dictionary: str) -> list[tuple[str, str]]:
    return list(terms(dictionary).order_by("code").values_list("code", "label"))
