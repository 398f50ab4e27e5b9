"""有因检查立项: a visit outside the plan, from the page of the enterprise."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook.queries import required
from tongjian.supervision.catalog.queries import published_versions
from tongjian.supervision.inspections import operations, policies, queries
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.queries import get_entity


class CauseForm(Form):
    kind = forms.ChoiceField(label="有因检查类型")
    document_number = forms.CharField(
        label="依据文书编号", max_length=120, help_text="投诉举报登记单、交办单、移送函、申请书等的编号。"
    )
    document_from = forms.CharField(label="来文单位", max_length=120, help_text="不写举报人姓名。")
    document_on = forms.DateField(label="文书日期", widget=forms.DateInput)
    reason = forms.CharField(
        label="立项理由", max_length=300, widget=forms.Textarea, help_text="为什么要进门检查；不写举报人信息。"
    )
    items = forms.TypedMultipleChoiceField(label="检查事项", coerce=UUID, widget=forms.CheckboxSelectMultiple)
    officers = forms.TypedMultipleChoiceField(
        label="检查人员",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不少于两人；非紧急的可以立项后再定。",
    )
    is_emergency = forms.BooleanField(label="先查后批（紧急）", required=False)

    def __init__(self, data: Any, actor: Actor, agency: Agency, entity: Entity) -> None:
        super().__init__(data, initial={"document_on": timezone.localdate()})
        place = {"region": agency.region_id, "agency": agency.code}
        validity = required(queries.VALIDITY, **place)
        afterwards = required(queries.AFTERWARDS, **place)
        terms, first = queries.causes(), queries.emergency_kinds()
        versions = published_versions(actor, agency_kind=agency.kind_id, region=agency.region_id)
        self.offer("kind", ((t.code, t.label) for t in terms), first="请选择")
        self.offer("items", ((str(v.pk), v.item.title) for v in versions))
        officers = queries.officers_for_order(agency.pk, entity.pk)
        self.offer("officers", ((str(one.pk), f"{one.name}（执法证 {one.certificate_number}）") for one in officers))
        self.fields[
            "document_on"
        ].help_text = f"文书自这一天起 {validity.value} {validity.get_unit_display()}内有效（{validity.citation}）。"
        kinds = "、".join(term.label for term in terms if term.code in first)
        self.fields["is_emergency"].help_text = (
            f"仅限：{kinds}。立即赋码，{afterwards.value} {afterwards.get_unit_display()}内补办负责人批准，"
            f"逾期由上级督办（{afterwards.citation}）。"
        )


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    actor = request.actor
    entity = get_entity(actor, entity_id)
    require(policies.can_order(actor))
    assert actor.agency_id is not None  # `can_order` asked
    agency = Agency.objects.select_related("region", "kind").get(pk=actor.agency_id)
    form = CauseForm(acts.posted(request), actor, agency, entity)

    def carry_out(data: dict[str, Any]) -> str:
        content = operations.CauseContent(
            entity_id=entity.pk,
            item_version_ids=tuple(data.pop("items")),
            officer_ids=tuple(data.pop("officers")),
            **data,
        )
        return operations.order_visit(actor=actor, content=content).get_absolute_url()

    return acts.fill_in(
        request, form, carry_out, template="inspections/order.html", back=entity.get_absolute_url(),
        entity=entity, agency=agency, terms=queries.causes(),
        done=lambda data: "已立项并赋码，请按时补办批准。" if data["is_emergency"] else "已立项，请确定日期并报批。",
    )  # fmt: skip
