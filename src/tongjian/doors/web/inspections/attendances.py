"""登记不含检查的进企: who will come, when and what for, from the page of the enterprise."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook.queries import required
from tongjian.supervision.inspections import operations, policies, queries
from tongjian.supervision.inspections.choices import DayPart
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.queries import get_entity


class EntryForm(Form):
    kind = forms.ChoiceField(label="进企事由类型")
    purpose = forms.CharField(
        label="进企做什么", max_length=300, widget=forms.Textarea, help_text="企业扫码会看到，写清楚、写具体。"
    )
    planned_on = forms.DateField(label="进企日期", widget=forms.DateInput, help_text="只在这一天有效，改期另行登记。")
    part = forms.ChoiceField(label="时段", required=False)
    officers = forms.TypedMultipleChoiceField(
        label="进企人员", coerce=UUID, widget=forms.CheckboxSelectMultiple, help_text="到企业时出示证件和检查码。"
    )

    def __init__(self, data: Any, agency: Agency, entity: Entity) -> None:
        super().__init__(data, initial={"planned_on": timezone.localdate()})
        self.offer("kind", ((term.code, term.label) for term in queries.purposes()), first="请选择")
        self.offer("part", DayPart.choices, first="不限")
        officers = queries.officers_for_order(agency.pk, entity.pk)
        self.offer("officers", ((str(one.pk), f"{one.name}（执法证 {one.certificate_number}）") for one in officers))


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    actor = request.actor
    entity = get_entity(actor, entity_id)
    require(policies.can_order(actor))
    assert actor.agency_id is not None  # `can_order` asked
    agency = Agency.objects.select_related("region", "kind").get(pk=actor.agency_id)
    form = EntryForm(acts.posted(request), agency, entity)

    def carry_out(data: dict[str, Any]) -> str:
        officers = tuple(data.pop("officers"))
        content = operations.EntryContent(entity_id=entity.pk, officer_ids=officers, **data)
        return operations.announce_entry(actor=actor, content=content).get_absolute_url()

    return acts.fill_in(
        request, form, carry_out, template="inspections/announce.html", back=entity.get_absolute_url(), entity=entity,
        terms=queries.purposes(), limit=required(queries.MOST_A_YEAR, region=agency.region_id, agency=agency.code),
        done="已登记，请报负责人批准。",
    )  # fmt: skip
