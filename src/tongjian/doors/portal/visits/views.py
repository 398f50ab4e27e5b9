"""Public pages: is this visit genuine, and what did visits find."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.portal.visits.forms import ResultFilterForm
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.rulebook.queries import required, text
from tongjian.supervision.inspections import operations, queries


@public
@require_safe
def check_code(request: ActorRequest) -> HttpResponse:
    """Who comes, why, to look at what; or that no such visit is on record."""
    asked = request.GET.get("code", "").strip()[:40]
    seen = queries.check_code(asked) if asked else None
    status = 404 if asked and seen is None else 200
    return render_page(request, "portal/visits/check_code.html", {"asked": asked, "seen": seen}, status=status)


@public
@require_POST
def confirm_arrival(request: ActorRequest) -> HttpResponse:
    """The enterprise says that the team it sees on the page stands at the door."""
    code = request.POST.get("code", "")[:40]
    try:
        operations.confirm_arrival(actor=Actor.public(), code=code)
    except DomainError as refusal:
        context = {"asked": code, "seen": queries.check_code(code), "refusal": refusal}
        return render_page(request, "portal/visits/check_code.html", context, status=refusal.status)
    return redirect(f"{reverse('portal:check-code')}?{urlencode({'code': code})}")


@public
@require_safe
def result_list(request: ActorRequest) -> HttpResponse:
    form = ResultFilterForm(request.GET)
    rows = queries.list_published(form.to_filter())
    page = keyset_page(
        rows, order=("-published_at", "-pk"), cursor=request.GET.get("cursor", ""), size=20, count="capped"
    )
    limit = required(text("result.publish"))
    lines = [(team, queries.outcome_counts(team)) for team in page]
    context = {"filters": form, "page": page, "lines": lines, "limit": limit, "citation": limit.citation}
    return render_page(request, "portal/visits/results.html", context)


@public
@require_safe
def result_detail(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = queries.get_published(team_id)
    context = {
        "team": team,
        "visit": team.visit,
        "items": queries.published_results_of(team),
        "officers": queries.current_officers(team),
        "passages": {passage.kind: passage.at for passage in team.visit.passages.all()},
        "others": queries.other_departments(team),
    }
    return render_page(request, "portal/visits/result.html", context)


@public
@require_safe
def cause_figures(request: ActorRequest) -> HttpResponse:
    """How often each department went in outside the plan, and why."""
    this_year = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 2000 <= int(asked) <= this_year else this_year
    context = {
        "figures": queries.override_figures(year),
        "years": range(this_year, this_year - 3, -1),
        "terms": queries.causes(),
        "validity": required(queries.VALIDITY),
        "afterwards": required(queries.AFTERWARDS),
    }
    return render_page(request, "portal/visits/causes.html", context)
