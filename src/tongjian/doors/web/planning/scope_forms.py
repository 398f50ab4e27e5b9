"""Whom a demand or a pool is about: the four ways to say it, in the words people use."""

import re
from typing import Any

from django import forms

from tongjian.doors.face.forms import Form
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency
from tongjian.pure.codes import significant
from tongjian.supervision.registry.choices import EntityKind

_SEPARATORS = re.compile(r"[,，、;；\s]+")


class ScopeForm(Form):
    regions = forms.MultipleChoiceField(
        label="区划", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选表示本部门辖区全部。"
    )
    kinds = forms.MultipleChoiceField(
        label="监管对象类别",
        choices=EntityKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选表示各类组织；人和物须点名。",
    )
    industries = forms.CharField(
        label="行业代码开头", required=False, help_text="国民经济行业分类，多个用逗号分开。例：H62，F52"
    )
    words = forms.CharField(
        label="名称或经营范围含有", required=False, help_text="含其中任一词即可，多个用逗号分开。例：加油站，成品油"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency: Agency | None = None
        if actor.agency_id is not None:
            self.agency = org.get_agency(actor, actor.agency_id)
            inside = org.regions_on().filter(
                code__startswith=significant(self.agency.region_id), level=RegionLevel.COUNTY
            )
            self.offer("regions", [(region.code, region.name) for region in inside.order_by("code")])

    @property
    def scope(self) -> dict[str, list[str]]:
        """From what is filled in so far; call after validation."""
        data = self.cleaned_data
        return {
            "regions": list(data.get("regions", ())),
            "kinds": list(data.get("kinds", ())),
            "industries": split_words(data.get("industries", "")),
            "words": split_words(data.get("words", "")),
        }


def initial_of_scope(scope: dict[str, list[str]]) -> dict[str, Any]:
    """What the form shows of a scope that is there already."""
    return {
        "regions": scope.get("regions", []),
        "kinds": scope.get("kinds", []),
        "industries": "，".join(scope.get("industries", [])),
        "words": "，".join(scope.get("words", [])),
    }


def split_words(text: str) -> list[str]:
    return [word for word in _SEPARATORS.split(text) if word]
