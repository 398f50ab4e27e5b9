"""What people fill in about visits."""

from typing import Any
from uuid import UUID

from django import forms

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.queries import list_agencies, regions_to_choose
from tongjian.foundation.rulebook.queries import terms
from tongjian.supervision.inspections.choices import DayPart, VisitState
from tongjian.supervision.inspections.models import Visit, VisitTeam
from tongjian.supervision.inspections.queries import VisitFilter, candidates_for

_ANY = ("", "全部")


class VisitFilterForm(FilterForm):
    text = forms.CharField(label="编号、企业名称或统一社会信用代码", max_length=100)
    state = forms.ChoiceField(label="状态", choices=[_ANY, *VisitState.choices])
    agency = forms.TypedChoiceField(label="参检部门", coerce=UUID, empty_value=None)
    region = forms.ChoiceField(label="所在区划")
    planned_from = forms.DateField(label="检查日期从")
    planned_until = forms.DateField(label="检查日期至")

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        agencies = list_agencies(actor, region=actor.region_code) if actor.region_code else []
        regions = regions_to_choose(actor.region_code)
        self.offer("agency", ((str(row.pk), row.name) for row in agencies), first="全部")
        self.offer("region", ((row.code, row.name) for row in regions), first="全部")

    def to_filter(self) -> VisitFilter:
        chosen = self.chosen
        return VisitFilter(
            text=chosen.get("text", ""),
            state=chosen.get("state", ""),
            agency_id=chosen.get("agency"),
            region=chosen.get("region", ""),
            planned_from=chosen.get("planned_from"),
            planned_until=chosen.get("planned_until"),
        )


class DateForm(Form):
    planned_on = forms.DateField(label="检查日期", widget=forms.DateInput)
    part = forms.ChoiceField(label="时段", required=False, choices=[("", "未定"), *DayPart.choices])

    def __init__(self, data: Any, visit: Visit) -> None:
        super().__init__(data, initial={"planned_on": visit.planned_on, "part": visit.part})
        self.fields[
            "planned_on"
        ].help_text = (
            f"应当是工作日，在 {visit.window_from} 至 {visit.window_until}（不含）之间，并提前通知被检查对象。"
        )


class ReplaceOfficerForm(Form):
    officer = forms.TypedChoiceField(label="执法人员", coerce=UUID)
    reason = forms.CharField(
        label="调整理由",
        max_length=300,
        widget=forms.Textarea,
        help_text="人工调整会在检查记录中长期显示，并须重新报批。",
    )

    def __init__(self, data: Any, team: VisitTeam) -> None:
        super().__init__(data)
        officers = [(str(row.pk), f"{row.name}（执法证 {row.certificate_number}）") for row in candidates_for(team)]
        self.offer("officer", officers, first="请选择")
        self.fields["officer"].help_text = (
            "只列出当天执法证有效、具备全部事项资格、没有利害关系、没有其他检查的本部门人员。"
            if officers
            else "没有可以替换的人员：当天执法证有效、具备全部事项资格、没有利害关系且没有其他检查的人员都已在名单中。"
        )


class OfferForm(Form):
    agency = forms.TypedChoiceField(label="接收部门", coerce=UUID)
    reason = forms.CharField(label="移交理由", max_length=300, widget=forms.Textarea)

    def __init__(self, data: Any, actor: Actor, team: VisitTeam) -> None:
        super().__init__(data)
        taking_part = {row.agency_id for row in team.visit.teams.all()}
        agencies = [row for row in list_agencies(actor, region=team.agency.region_id) if row.pk not in taking_part]
        self.offer("agency", ((str(row.pk), row.name) for row in agencies), first="请选择")


class ReturnOfferForm(Form):
    return_code = forms.ChoiceField(label="退回原因")
    suggested = forms.TypedChoiceField(label="建议接收部门", coerce=UUID, required=False, empty_value=None)
    note = forms.CharField(label="说明", max_length=300, required=False, widget=forms.Textarea)

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        reasons = [(term.code, term.label) for term in terms("handover_return_reason")]
        agencies = [(str(row.pk), row.name) for row in list_agencies(actor, region=actor.region_code)]
        self.offer("return_code", reasons, first="请选择")
        self.offer("suggested", agencies, first="不清楚")
        self.fields["suggested"].help_text = "确实不知道由谁接收的，请在说明中写明情况。"
