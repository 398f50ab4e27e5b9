"""Where the common superior decides which department takes a part that nobody wants."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.face.parts import Fact
from tongjian.foundation.casework import queries as casework
from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.models import Arbitration
from tongjian.foundation.casework.policies import ARBITRATION_LAW, can_arbitrate
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.rulebook.queries import calendar, terms
from tongjian.supervision.inspections import operations, policies, queries
from tongjian.supervision.inspections.models import TeamHandover, VisitTeam


class DesignationForm(Form):
    agency = forms.TypedChoiceField(label="承办机关", coerce=UUID)
    reason = forms.CharField(label="指定理由", max_length=300, widget=forms.Textarea)
    citation = forms.CharField(
        label="依据", max_length=300, help_text="例：《行政处罚法》第25条第2款；有职责分工规定的，写明文件和条款。"
    )

    def __init__(self, data: Any, arbitration: Arbitration, team: VisitTeam) -> None:
        super().__init__(data, initial={"citation": ARBITRATION_LAW})
        others = {row.agency_id for row in team.visit.teams.all()} - {team.agency_id}
        agencies = [row for row in casework.agencies_to_designate(arbitration) if row.pk not in others]
        first = [row for row in agencies if row.pk in (arbitration.temporary_id, arbitration.refusing_id)]
        rest = [row for row in agencies if row not in first]
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            ("争议双方", [(str(row.pk), row.name) for row in first]),
            ("其他机关", [(str(row.pk), row.name) for row in rest]),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def arbitration(request: ActorRequest, handover_id: UUID) -> HttpResponse:
    """Everybody concerned reads it; the head of the arbitrating agency decides here."""
    handover = queries.get_offer(request.actor, handover_id)
    visit = queries.get_visit(request.actor, handover.team.visit_id)
    asked = casework.arbitration_of(handover_id)
    if asked and request.method == "POST":
        require(can_arbitrate(request.actor, asked))
    form = _form(request, asked, handover)
    if asked and form and request.method == "POST" and form.is_valid() and _decide(request, form, handover_id):
        notice(request, "已指定承办机关。")
        return redirect("inspections:arbitration", handover_id)
    context = {
        "visit": visit,
        "handover": handover,
        "asked": asked,
        "clock": _clock(asked),
        "facts": _facts(handover, asked),
        "returned": _returned(handover.team),
        "form": form,
        "verdict": can_arbitrate(request.actor, asked) if asked else None,
        "may_ask": _may_ask(request.actor, handover, asked),
    }
    return render_page(request, "inspections/arbitration.html", context, status=422 if form and form.errors else 200)


@require_POST
def ask_again(request: ActorRequest, handover_id: UUID) -> HttpResponse:
    asked = operations.ask_designation(actor=request.actor, handover_id=handover_id)
    notice(request, f"已报请{asked.arbiter}指定承办机关。")
    return redirect("inspections:arbitration", handover_id)


def _form(request: ActorRequest, asked: Arbitration | None, handover: TeamHandover) -> DesignationForm | None:
    """Only for whoever may decide, while it is open."""
    if asked is None or asked.decided_at or asked.withdrawn_at or not can_arbitrate(request.actor, asked):
        return None
    return DesignationForm(request.POST if request.method == "POST" else None, asked, handover.team)


def _decide(request: ActorRequest, form: DesignationForm, handover_id: UUID) -> bool:
    data = form.cleaned_data
    try:
        operations.designate_team(
            actor=request.actor, handover_id=handover_id, agency_id=data["agency"], reason=data["reason"],
            citation=data["citation"],
        )  # fmt: skip
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def _may_ask(actor: Actor, handover: TeamHandover, asked: Arbitration | None) -> bool:
    waits = handover.state == HandoverState.ARBITRATION and asked is None
    return waits and bool(policies.can_prepare(actor, handover.team))


def _clock(asked: Arbitration | None) -> Any:
    clock = casework.clocks_of(asked._meta.label_lower, asked.pk).first() if asked else None
    return clock_face(clock, calendar()) if clock else None


def _facts(handover: TeamHandover, asked: Arbitration | None) -> list[Fact]:
    if asked is None:
        return [Fact("裁定机关", "未登记共同上一级"), Fact("暂持机关", str(handover.holder))]
    lines = [
        Fact("裁定机关", asked.arbiter.name),
        Fact("暂持机关", asked.temporary.name, source="" if asked.decided_at else "指定以前由其负责"),
        Fact("退回机关", asked.refusing.name),
        Fact("报请时间", asked.asked_at, kind="datetime"),
    ]
    if asked.decided_at:
        lines += [
            Fact("指定承办机关", str(asked.holder)),
            Fact("指定理由", asked.reason),
            Fact("依据", asked.citation),
            Fact("决定时间", asked.decided_at, kind="datetime"),
        ]
    return lines


def _returned(team: VisitTeam) -> list[tuple[TeamHandover, str]]:
    """Every return of this part with its reason in words, the oldest first."""
    rows = team.handovers.exclude(return_code="").select_related("from_agency", "to_agency", "suggested")
    labels = {reason.code: reason.label for reason in terms("handover_return_reason")}
    return [(row, labels.get(row.return_code, row.return_code)) for row in rows.order_by("offered_at")]
