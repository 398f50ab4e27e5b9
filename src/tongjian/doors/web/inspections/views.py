"""Pages about visits: list, one visit, one department's results, the notice to print."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.tables import Table
from tongjian.doors.web.inspections.detail import code_svg, detail_of, open_clock_of
from tongjian.doors.web.inspections.forms import VisitFilterForm
from tongjian.doors.web.inspections.papers import documents_of, result_due
from tongjian.doors.web.inspections.table import COLUMNS, TONES
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import names_of_users
from tongjian.foundation.rulebook.queries import required
from tongjian.supervision.inspections import policies, queries


@require_safe
def visit_list(request: ActorRequest) -> HttpResponseBase:
    form = VisitFilterForm(request.GET, request.actor)
    rows = queries.list_visits(request.actor, form.to_filter())
    table = Table(request, COLUMNS, rows, name="联合检查", order=("-created_at", "sequence"))
    waiting = queries.list_teams_to_approve(request.actor).count() if request.actor.has("inspections.approve") else 0
    return list_page(request, "inspections/list.html", table=table, filters=form, waiting=waiting)


@require_safe
def visit_detail(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    visit = queries.get_visit(request.actor, visit_id)
    return render_page(request, "inspections/detail.html", detail_of(request, visit))


@require_safe
def team_results(request: ActorRequest, team_id: UUID) -> HttpResponse:
    """What the reviewer reads before saying yes."""
    team = queries.get_team(request.actor, team_id)
    items = queries.item_states([team.pk]).get(team.pk, [])
    context = {
        "team": team,
        "tones": TONES,
        "visit": team.visit,
        "items": items,
        "entered_by": names_of_users([str(team.entered_by or "")]).get(str(team.entered_by), ""),
        "can_review": policies.can_review(request.actor, team),
        "can_publish": policies.can_publish(request.actor, team),
        "publish_by": open_clock_of(team),
        "documents": documents_of(request.actor, team.visit),
        "paper": result_due(request.actor, team),
    }
    return render_page(request, "inspections/results.html", context)


@require_safe
def visit_notice(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    """《行政检查通知书》: exists as soon as the visit has a code."""
    visit = queries.get_visit(request.actor, visit_id)
    code = queries.find_valid_code(visit)
    if code is None:
        raise RuleViolated("code_missing", "赋码以后才能打印检查通知书。", required("visit.notice").citation)
    context = {
        "visit": visit,
        "code": queries.shown_code(code.code),
        "code_svg": code_svg(request, code.code),
        "teams": [(team, queries.current_officers(team)) for team in visit.teams.all()],
    }
    return render(request, "inspections/notice.html", context)
