"""What the operator fills in before a place can work: departments, then people."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from tongjian.doors.face.forms import Form
from tongjian.foundation.org.choices import RegionLevel, Role
from tongjian.foundation.org.models import Agency, AgencyKind
from tongjian.foundation.org.operations import Newcomer
from tongjian.foundation.org.queries import Department, regions_to_choose

OFFICERS = "officers"
_APART = re.compile(r"[\s,，、;；]+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class RegionForm(Form):
    region = forms.ChoiceField(label="市、县（市、区）")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["region"]
        assert isinstance(choice, forms.ChoiceField)
        indent = {2: "", 4: "　", 6: "　　"}
        choice.choices = [("", "请选择")] + [
            (region.code, f"{indent.get(len(region.code.rstrip('0')), '　　')}{region.name}")
            for region in regions_to_choose()
        ]


class AgenciesForm(Form):
    kinds = forms.MultipleChoiceField(
        label="部门", required=False, error_messages={"invalid_choice": "没有这样的部门：%(value)s。"}
    )
    basis = forms.CharField(
        label="检查主体的确认依据",
        max_length=200,
        required=False,
        help_text="例：并政发〔2025〕12号公告。填写后，所选的执法机关同时公布为检查主体；没有公布的不能入企检查（V01）。",
    )

    def __init__(self, *args: Any, departments: Sequence[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = [(department.kind.pk, department.name) for department in departments]


class DepartmentsForm(Form):
    """Which kinds of departments in which region and below, all at once."""

    region = forms.ChoiceField(label="区划及以下")
    kinds = forms.MultipleChoiceField(label="部门类别", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region, kinds = self.fields["region"], self.fields["kinds"]
        assert isinstance(region, forms.ChoiceField)
        assert isinstance(kinds, forms.MultipleChoiceField)
        places = regions_to_choose().exclude(level=RegionLevel.COUNTY)
        region.choices = [("", "请选择"), *places.values_list("code", "name")]
        kinds.choices = list(AgencyKind.objects.filter(is_deliberative=False).values_list("code", "title"))


class PeopleForm(Form):
    """For each agency a name per role, and its officers line by line as they stand in a spreadsheet."""

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        for name, field in (row for agency in agencies for row in _fields_of(agency)):
            self.fields[name] = field
            self._dress(name, field)

    def rows(self) -> list[tuple[Agency, list[forms.BoundField]]]:
        return [(agency, [self[name] for name, _ in _fields_of(agency)]) for agency in self.agencies]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for agency in self.agencies:
            field = _name(agency, OFFICERS)
            if field in data:
                try:
                    data[field] = list(_officers(data[field], agency))
                except forms.ValidationError as error:
                    self.add_error(field, error)
        return data

    def newcomers(self) -> list[Newcomer]:
        """One per person and agency: who is named for two roles has two posts, not two accounts."""
        found: dict[tuple[object, str], Newcomer] = {}
        for agency in self.agencies:
            named = [
                Newcomer(name=name, agency_id=agency.pk, roles=(role,))
                for role in roles_of(agency)
                for name in _names(self.cleaned_data.get(_name(agency, role), ""))
            ]
            for person in [*self.cleaned_data.get(_name(agency, OFFICERS), []), *named]:
                known = found.get((agency.pk, person.name))
                found[agency.pk, person.name] = _joined(known, person) if known else person
        return list(found.values())


def roles_of(agency: Agency) -> list[Role]:
    first = [Role.COORDINATOR] if agency.kind.is_coordinator else []
    return [*first, Role.HANDLER, Role.REVIEWER, Role.HEAD]


def _fields_of(agency: Agency) -> list[tuple[str, forms.Field]]:
    named: list[tuple[str, forms.Field]] = [
        (_name(agency, role), forms.CharField(label=str(role.label), max_length=200, required=False))
        for role in roles_of(agency)
    ]
    if not agency.kind.is_enforcer:
        return named
    officers = forms.CharField(
        label="执法人员",
        max_length=20_000,
        required=False,
        strip=False,  # the number of a line is the one on the screen
        help_text="每行一人：姓名、执法证号、有效期至（证上的最后一天）。可从 Excel 复制三列粘贴。",
        widget=forms.Textarea({"rows": 3, "placeholder": "张三　04012345678　2029-06-30"}),
    )
    return [*named, (_name(agency, OFFICERS), officers)]


def _name(agency: Agency, role: str) -> str:
    return f"{agency.code}-{role}"


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name for name in _APART.split(text.strip()) if name))


def _officers(text: str, agency: Agency) -> Iterable[Newcomer]:
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part for part in _APART.split(line.strip()) if part]
        if not parts:
            continue
        until = _day(parts[2]) if len(parts) == 3 else None
        if until is None:
            raise forms.ValidationError(
                f"{agency.name}第 {number} 行“{line.strip()[:40]}”：应当是姓名、执法证号、有效期至三项，"
                "日期如 2029-06-30。"
            )
        yield Newcomer(
            name=parts[0],
            agency_id=agency.pk,
            roles=(Role.INSPECTOR,),
            certificate_number=parts[1],
            certificate_until=until + timedelta(days=1),  # a card names its last day, the register the first without
        )


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _joined(known: Newcomer, person: Newcomer) -> Newcomer:
    return Newcomer(
        name=known.name,
        agency_id=known.agency_id,
        roles=tuple(dict.fromkeys([*known.roles, *person.roles])),
        certificate_number=known.certificate_number or person.certificate_number,
        certificate_until=known.certificate_until or person.certificate_until,
    )
