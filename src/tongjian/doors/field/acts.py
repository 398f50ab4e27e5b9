"""What an inspector does on the phone. Plain forms: everything works without JavaScript."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.field.answers import OUTCOMES, item_name, point_name, summed_up
from tongjian.doors.field.views import item_context, own_team, visit_context
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.inspections import operations, queries
from tongjian.supervision.inspections.choices import Outcome, PlaceMissing
from tongjian.supervision.inspections.operations import Place, PointAnswer
from tongjian.supervision.inspections.queries import ItemState


@require_POST
def enter(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    return _pass(request, visit_id, operations.record_entry, "已登记入企。")


@require_POST
def leave(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    return _pass(request, visit_id, operations.record_exit, "已登记离企。")


def _pass(request: ActorRequest, visit_id: UUID, act: Callable[..., object], done: str) -> HttpResponse:
    try:
        act(
            actor=request.actor,
            visit_id=visit_id,
            at=_moment(request.POST.get("at", "")),
            place=_place(request.POST),
            late_reason=request.POST.get("late_reason", "")[:300],
        )
    except DomainError as refusal:
        return _refused(request, visit_id, refusal)
    notice(request, done)
    return redirect("field:visit", visit_id)


def _moment(text: str) -> datetime | None:
    """When it really happened, for what is recorded later; None for now."""
    parsed = parse_datetime(text) if text else None
    return timezone.make_aware(parsed) if parsed is not None and timezone.is_naive(parsed) else parsed


def _place(posted: Mapping[str, str]) -> Place | PlaceMissing | None:
    """Where the phone says it is, or why it does not; None without JavaScript."""
    try:
        latitude, longitude = float(posted["latitude"]), float(posted["longitude"])
    except (KeyError, ValueError):
        return PlaceMissing(posted["place_missing"]) if posted.get("place_missing") in PlaceMissing.values else None
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return Place(latitude=latitude, longitude=longitude) if inside else None


@require_POST
def save_item(request: ActorRequest, visit_id: UUID, item_id: UUID) -> HttpResponse:
    """Saves what changed of the checklist, then the item's result: as chosen, or as the answers make it."""
    context = item_context(request, visit_id, item_id)
    try:
        _save(request, context["state"], request.POST)
    except DomainError as refusal:
        posted = [line | {"value": request.POST.get(str(line["name"]), "")} for line in context["lines"]]
        kept = {"lines": posted, "note": request.POST.get("note", ""), "refusal": refusal}
        kept["result_value"] = request.POST.get(str(context["result_name"]), "")
        return render_page(request, "field/item.html", context | kept, status=422)
    notice(request, "已保存。")
    return redirect("field:visit", visit_id)


def _save(request: ActorRequest, state: ItemState, posted: Mapping[str, str]) -> None:
    chosen = {line.point.pk: OUTCOMES.get(posted.get(point_name(line.point.pk), "")) for line in state.points}
    before = {line.point.pk: line.answer.outcome if line.answer else None for line in state.points}
    answers = [
        PointAnswer(check_point_id=point_id, outcome=outcome)
        for point_id, outcome in chosen.items()
        if outcome is not None and outcome != before[point_id]
    ]
    if answers:
        operations.answer_check_points(actor=request.actor, item_id=state.item.pk, answers=answers)
    result = OUTCOMES.get(posted.get(item_name(state.item.pk), "")) or _result_of(list(chosen.values()))
    if result is None:
        return
    note = posted.get("note", "")
    if state.result is None or (state.result.outcome, state.result.note) != (result, note.strip()):
        operations.enter_item_result(actor=request.actor, item_id=state.item.pk, outcome=result, note=note)


def _result_of(outcomes: list[Outcome | None]) -> Outcome | None:
    """None while a point is open: the item is then not finished."""
    answered = [outcome for outcome in outcomes if outcome is not None]
    return summed_up(answered) if answered and len(answered) == len(outcomes) else None


@require_POST
def pass_item(request: ActorRequest, visit_id: UUID, item_id: UUID) -> HttpResponse:
    """全部合格: every point and the item, after one confirmation."""
    state: ItemState = item_context(request, visit_id, item_id)["state"]
    answers = [PointAnswer(check_point_id=line.point.pk, outcome=Outcome.PASS) for line in state.points]
    try:
        if answers:
            operations.answer_check_points(actor=request.actor, item_id=item_id, answers=answers)
        operations.enter_item_result(actor=request.actor, item_id=item_id, outcome=Outcome.PASS)
    except DomainError as refusal:
        return _refused(request, visit_id, refusal)
    notice(request, f"{state.item.item_version.item.name}：全部合格。")
    return redirect("field:visit", visit_id)


@require_POST
def submit(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    team = own_team(request, queries.get_visit(request.actor, visit_id))
    try:
        operations.submit_results(actor=request.actor, team_id=team.pk, summary=request.POST.get("summary", "")[:2000])
    except DomainError as refusal:
        return _refused(request, visit_id, refusal)
    notice(request, "结果已提交，等待审核。")
    return redirect("field:visit", visit_id)


def _refused(request: ActorRequest, visit_id: UUID, refusal: DomainError) -> HttpResponse:
    """The same page with what stands against it: on a phone nobody goes back twice."""
    context = visit_context(request, visit_id) | {"refusal": refusal, "summary": request.POST.get("summary", "")}
    return render_page(request, "field/visit.html", context, status=refusal.status)
