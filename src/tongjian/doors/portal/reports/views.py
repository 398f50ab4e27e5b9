"""Anybody reports an entry without a code, and follows what becomes of it. Nobody is asked for a name."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.devices import address_of
from tongjian.doors.face.forms import Form
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.foundation.rulebook.queries import required
from tongjian.supervision.inspections import operations, queries


class ReportForm(Form):
    region = forms.ChoiceField(label="企业所在的地方")
    entity_name = forms.CharField(label="企业名称", max_length=120)
    address = forms.CharField(label="地址", max_length=200, required=False)
    entered_on = forms.DateField(label="哪一天来的", widget=forms.DateInput)
    visitors = forms.CharField(
        label="来的是谁", max_length=200, required=False, help_text="例：区市场监管局，两人，出示了执法证。"
    )
    what = forms.CharField(
        label="发生了什么", max_length=1000, widget=forms.Textarea, help_text="不用写您的姓名和电话。"
    )

    def __init__(self, data: Any, about: queries.CodeView | None = None) -> None:
        """`about`: the visit whose code was shown and does not match."""
        initial = {"region": about.region, "entity_name": about.entity, "address": about.address} if about else {}
        super().__init__(data, initial={"entered_on": timezone.localdate(), **initial})
        regions = [(row.code, row.name) for row in regions_to_choose()]
        self.offer("region", regions, first="请选择")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ActorRequest) -> HttpResponse:
    """The receipt is shown once, on the answer to the form: whoever has it sees the state."""
    shown = request.GET.get("code", "")[:40]
    form = ReportForm(acts.posted(request), queries.check_code(shown) if shown else None)
    context: dict[str, Any] = {"form": form, "limit": required(queries.REPORT_ANSWER)}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        content = operations.ReportContent(
            region_code=given.pop("region"),
            sender=queries.sender_of(address_of(request)),
            **given,
        )
        try:
            received = operations.report_entry(actor=Actor.public(), content=content)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            context |= {"received": received, "receipt": queries.shown_code(received.receipt)}
            return render_page(request, "portal/reports/received.html", context)
    return render_page(request, "portal/reports/report.html", context, status=422 if form.errors else 200)


@public
@require_safe
def state(request: ActorRequest) -> HttpResponse:
    asked = request.GET.get("receipt", "").strip()[:40]
    seen = queries.state_of_report(asked) if asked else None
    context = {"asked": asked, "seen": seen}
    return render_page(request, "portal/reports/state.html", context, status=404 if asked and seen is None else 200)
