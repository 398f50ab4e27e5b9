"""Changing a rule: one person proposes, another decides."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.pages import notice
from tongjian.doors.face.parts import Change, Fact
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.rulebook import words
from tongjian.doors.web.rulebook.forms import ChangeForm, NoteForm, YearForm
from tongjian.doors.web.rulebook.views import change_tone
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import queries as org
from tongjian.foundation.rulebook import operations, policies, queries
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.effects import effects_of, effects_of_new
from tongjian.foundation.rulebook.models import Parameter, RuleChange

FIELDS = {
    "bounds_wrong": "leeway",
    "outside_leeway": "value",
    "value_wrong": "value",
    "backdated": "valid_from",
    "same_start": "valid_from",
    "no_change": "value",
}
"""Refusals that belong to one field of the form."""


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: ActorRequest, parameter_id: UUID) -> HttpResponse:
    actor, places = request.actor, words.Places()
    parameter = queries.get_parameter(actor, parameter_id)
    form = ChangeForm(request.POST or None, parameter=parameter, actor=actor, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            change = operations.propose_change(actor=actor, parameter_id=parameter_id, new=form.to_value())
        except DomainError as refusal:
            form.refuse(refusal, field=FIELDS.get(refusal.code))
        else:
            notice(request, "已提出变更，须由另一人复核后生效。")
            return redirect(change)
    rows = queries.history_of(actor, parameter.code)
    present = [(places.scope_of(row), words.value_of(row), words.validity_of(row)) for row in rows]
    context = {"form": form, "parameter": parameter, "present": present, "verdict": policies.can_propose(actor)}
    return render(request, "rulebook/propose.html", context, status=422 if form.errors else 200)


@require_POST
def effects(request: ActorRequest, parameter_id: UUID) -> HttpResponse:
    """What the value in the half-filled form would do; whatever else is missing there does not matter yet."""
    parameter = queries.get_parameter(request.actor, parameter_id)
    require(policies.can_propose(request.actor))
    form = ChangeForm(request.POST, parameter=parameter, actor=request.actor, places=words.Places())
    form.is_valid()
    given, found = form.cleaned_data, None
    if given.get("value") and given.get("valid_from") and "scope_region" in given:
        found = effects_of_new(
            parameter,
            value=given["value"],
            unit=given.get("unit") or parameter.unit,
            valid_from=given["valid_from"],
            scope_region=given["scope_region"],
            scope_agency=given.get("scope_agency") or parameter.scope_agency,
        )
    return render(request, "rulebook/effects.html", {"effects": found})


@require_safe
def change_detail(request: ActorRequest, change_id: UUID) -> HttpResponse:
    actor, places = request.actor, words.Places()
    change = queries.get_change(actor, change_id)
    rows = queries.history_of(actor, change.parameter_code)
    present = _present(change, rows)
    people = org.names_of_users([str(change.proposed_by), str(change.decided_by or "")])
    context = {
        "change": change,
        "parameter": rows[0],
        "tone": change_tone(change),
        "facts": _facts(change, places, people),
        "compared": _compared(change, present) if present else _departing(change, rows[0], places),
        "effects": effects_of(change) if change.state == ChangeState.PROPOSED else None,
        "can_decide": policies.can_decide(actor, change),
        "entries": timeline_entries(ledger.timeline(change._meta.label_lower, change.pk), actor),
    }
    return render(request, "rulebook/change.html", context)


def _present(change: RuleChange, rows: list[Parameter]) -> Parameter | None:
    """The row the change replaces: of its own scope, ending or in force on the day it begins."""
    scope = (change.scope_region, change.scope_agency, change.scope_industry)
    own = [row for row in rows if (row.scope_region, row.scope_agency, row.scope_industry) == scope]
    earlier = [row for row in own if row.valid_from is None or row.valid_from < change.valid_from]
    return earlier[0] if earlier else None


def _facts(change: RuleChange, places: words.Places, people: dict[str, str]) -> list[Fact]:
    return [
        Fact("适用范围", places.scope_of(change)),
        Fact("生效日期", change.valid_from, kind="date"),
        Fact("依据", change.citation),
        Fact(
            "可信度",
            change.get_confidence_display(),
            kind="badge",
            tone=words.CONFIDENCE_TONES[change.confidence],
        ),
        Fact("理由", change.reason),
        Fact("提出人", people.get(str(change.proposed_by), ""), source=f"{change.proposed_at:%Y-%m-%d}"),
        Fact("复核人", people.get(str(change.decided_by or ""), "")),
        Fact("复核意见", change.note),
    ]


def _compared(change: RuleChange, present: Parameter) -> list[Change]:
    return [
        Change("值", words.value_of(present), words.value_in_words(present.kind, change.value, change.unit)),
        Change("依据", present.citation, change.citation),
        Change("效期", words.validity_of(present), f"{change.valid_from} 起"),
        Change("下级另行规定", words.leeway_of(present, present.kind), words.leeway_of(change, present.kind)),
    ]


def _departing(change: RuleChange, like: Parameter, places: words.Places) -> list[Change]:
    """The scope had no row of its own: what a wider one gives it until then."""
    wider = queries.value_of(
        change.parameter_code,
        on=change.valid_from - timedelta(days=1),
        region=change.scope_region,
        agency=change.scope_agency,
        industry=change.scope_industry,
    )
    after = words.value_in_words(like.kind, change.value, change.unit)
    if wider is None:
        return [Change("值", None, after)]
    label = f"值（此前适用{places.scope_of(wider)}的规定）"
    return [Change(label, words.value_of(wider), after), Change("依据", wider.citation, change.citation)]


@require_POST
def approve(request: ActorRequest, change_id: UUID) -> HttpResponse:
    operations.approve_change(actor=request.actor, change_id=change_id)
    notice(request, "已批准，新值从生效日期起适用；以前的记录不受影响。")
    return redirect("rulebook:change", change_id)


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: ActorRequest, change_id: UUID) -> HttpResponse:
    change, form = queries.get_change(request.actor, change_id), NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reject_change(actor=request.actor, change_id=change_id, note=form.cleaned_data["note"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, "已否决，规则不变。")
            return redirect(change)
    return render(
        request, "rulebook/reject.html", {"form": form, "change": change}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def load_year(request: ActorRequest) -> HttpResponse:
    form = YearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            days = operations.load_calendar_year(actor=request.actor, **form.to_year())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已载入 {days} 天；暂定的到期时间随后按新日历重算。")
            return redirect("rulebook:calendar")
    return render(request, "rulebook/load_year.html", {"form": form}, status=422 if form.errors else 200)
