"""What an inspector sees on the phone."""

from datetime import date
from typing import Any
from uuid import UUID

import segno
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.pages import render_page
from tongjian.doors.field.answers import CONTROL, item_name, point_name
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.inspections import policies, queries
from tongjian.supervision.inspections.models import Visit, VisitTeam
from tongjian.supervision.inspections.queries import ItemState
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW, VISIT_WORKFLOW


@require_safe
def today(request: ActorRequest) -> HttpResponse:
    """One's visits of the day, and those of other days that still wait for results."""
    on = timezone.localdate()
    visits = list(queries.visits_of_day(request.actor, on))
    return render_page(request, "field/today.html", {"on": on, "visits": visits, "later": _later(request, on)})


def _later(request: ActorRequest, on: date) -> list[Visit]:
    return list(queries.unfinished_visits(request.actor, on)[:20])


@require_safe
def visit(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    """Who, why, which items; and the next thing to do."""
    return render_page(request, "field/visit.html", visit_context(request, visit_id))


def visit_context(request: ActorRequest, visit_id: UUID) -> dict[str, Any]:
    seen = queries.get_visit(request.actor, visit_id)
    team = own_team(request, seen)
    items = queries.item_states([team.pk]).get(team.pk, [])
    return {
        "visit": seen,
        "team": team,
        "items": items,
        "open_items": sum(state.result is None for state in items),
        "passages": {passage.kind: passage for passage in seen.passages.all()},
        "can_pass": policies.can_pass(request.actor, seen),
        "is_today": seen.planned_on == timezone.localdate(),
        "is_late": seen.planned_on is not None and seen.planned_on < timezone.localdate(),
    }


def own_team(request: ActorRequest, seen: Visit) -> VisitTeam:
    """The part of the inspector's own department."""
    team = next((team for team in seen.teams.all() if team.agency_id == request.actor.agency_id), None)
    if team is None:
        raise NotFound("visit_not_found", "没有这次检查，或者您无权查看。")
    team.visit = seen
    return team


@require_safe
def code(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    """The code as big as the screen allows, to be scanned by the enterprise."""
    seen = queries.get_visit(request.actor, visit_id)
    valid = queries.find_valid_code(seen)
    if valid is None:
        raise NotFound("code_not_found", "这次检查还没有检查码。")
    url = request.build_absolute_uri(f"{reverse('portal:check-code')}?code={valid.code}")
    context = {"visit": seen, "code": queries.shown_code(valid.code), "valid": valid}
    svg = segno.make(url, error="m").svg_inline(omitsize=True)
    return render_page(request, "field/code.html", {**context, "svg": svg})


@require_safe
def item(request: ActorRequest, visit_id: UUID, item_id: UUID) -> HttpResponse:
    return render_page(request, "field/item.html", item_context(request, visit_id, item_id))


def item_context(request: ActorRequest, visit_id: UUID, item_id: UUID) -> dict[str, Any]:
    """The checklist with present answers in the words of the answer control."""
    context = visit_context(request, visit_id)
    state = next((state for state in context["items"] if state.item.pk == item_id), None)
    if state is None:
        raise NotFound("visit_not_found", "没有这次检查，或者您无权查看。")
    may_write = _may_write(request, context["visit"], context["team"])
    return context | {"state": state, "lines": _lines(state), "may_write": may_write, **_result_of(state)}


def _may_write(request: ActorRequest, seen: Visit, team: VisitTeam) -> bool:
    person = policies.can_enter_result(request.actor, team)
    act = "inspect_first" if queries.is_checked_first(team) else "inspect"
    verdict = policies.in_state(TEAM_WORKFLOW, act, team.state, person)
    return bool(policies.in_state(VISIT_WORKFLOW, "inspect", seen.state, verdict))


def _lines(state: ItemState) -> list[dict[str, object]]:
    return [
        {
            "name": point_name(line.point.pk),
            "number": line.point.number,
            "text": line.point.content,
            "clause": line.point.method,
            "value": CONTROL[line.answer.outcome] if line.answer else "",
        }
        for line in state.points
    ]


def _result_of(state: ItemState) -> dict[str, object]:
    return {
        "result_name": item_name(state.item.pk),
        "result_value": CONTROL[state.result.outcome] if state.result else "",
        "note": state.result.note if state.result else "",
    }
