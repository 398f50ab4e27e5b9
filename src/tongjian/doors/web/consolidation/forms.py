"""What people fill in about consolidation."""

from typing import Any

from django import forms

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.plans.choices import PROPOSALS, Answered, ProposalState, RoundState
from tongjian.supervision.plans.models import Consolidation, Proposal
from tongjian.supervision.plans.queries import ProposalFilter, RoundFilter

_ALL = ("", "全部")


class RoundFilterForm(FilterForm):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    state = forms.ChoiceField(label="状态", choices=[_ALL, *RoundState.choices])
    region = forms.ChoiceField(label="地方")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("region", regions_to_choose().values_list("code", "name"), first="全部")

    def to_filter(self) -> RoundFilter:
        return RoundFilter(**self.chosen)


class ProposalFilterForm(FilterForm):
    kind = forms.ChoiceField(label="建议", choices=[_ALL, *PROPOSALS])
    state = forms.ChoiceField(label="状态", choices=[_ALL, *ProposalState.choices])
    agency = forms.ChoiceField(label="部门")
    other = forms.ChoiceField(label="并且涉及")

    def __init__(self, data: Any, found: Consolidation) -> None:
        super().__init__(data)
        codes = {code for one, other, _ in found.overlaps for code in (one, other)}
        names = list(Agency.objects.filter(code__in=codes).order_by("code").values_list("code", "name"))
        self.offer("agency", names, first="全部")
        self.offer("other", names, first="不限")

    def to_filter(self) -> ProposalFilter:
        return ProposalFilter(**self.chosen)


class YearForm(FilterForm):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)


class AnswerForm(Form):
    answer = forms.ChoiceField(label="答复", choices=Answered, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由", max_length=300, required=False, widget=forms.Textarea({"rows": 4}),
        help_text="不同意的必须写明理由。",
    )  # fmt: skip


class LeadForm(Form):
    lead = forms.ChoiceField(label="牵头部门", widget=forms.RadioSelect)

    def __init__(self, data: Any, proposal: Proposal) -> None:
        super().__init__(data)
        agencies = {row.line.plan.agency_id: row.line.plan.agency.name for row in proposal.proposal_lines.all()}
        if len(proposal.proposal_lines.all()) < 2:
            del self.fields["lead"]
            return
        self.offer("lead", [(str(pk), name) for pk, name in agencies.items()])
        self.fields["lead"].initial = str(proposal.lead_id or "")
