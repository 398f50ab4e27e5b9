"""The way from an empty system to the first joint draw, for whoever sets up a place."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.face.parts import Tile
from tongjian.doors.web.setup.forms import AgenciesForm, DepartmentsForm, PeopleForm, RegionForm
from tongjian.doors.web.setup.slips import slips_of
from tongjian.doors.web.setup.stages import stages_of
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import deny, require
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import Region

SHOWN = 200
REMEMBERED = "setup_region"
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """Everything that must be ready, what is, and whose turn it is."""
    actor = request.actor
    if not (actor.has("org.manage_users") or actor.has("planning.coordinate")):
        require(deny("启用准备由运维员和统筹部门办理。"))
    region = _region(request) or queries.newest_place()
    stages = stages_of(actor, region, is_secure=request.is_secure())
    done = sum(stage.tone == "good" for stage in stages)
    return render(request, "setup/overview.html", {"stages": stages, "region": region, "done": done})


@_form_view
def agencies(request: ActorRequest) -> HttpResponse:
    require(policies.can_manage_agencies(request.actor))
    region = _region(request)
    context: dict[str, Any] = {
        "region": region,
        "region_form": RegionForm(initial={"region": region.pk if region else ""}),
    }
    if region is None:
        return render(request, "setup/agencies.html", context)
    departments = queries.departments_of(region)
    form = AgenciesForm(request.POST if request.method == "POST" else None, departments=departments)
    if form.is_valid():
        try:
            made = operations.set_up_region(
                actor=request.actor,
                region_code=region.pk,
                kind_codes=form.cleaned_data["kinds"],
                basis=form.cleaned_data["basis"],
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"{region.name}：所选 {len(made)} 个机关已设立。")
            return redirect(f"{reverse('setup:people')}?region={region.pk}")
    published = queries.published_enforcers(row.agency.pk for row in departments if row.agency)
    context |= {"form": form, "departments": departments, "published": published, "chosen": _chosen(form)}
    return render_page(request, "setup/agencies.html", context, status=422 if form.is_bound else 200)


@_form_view
def departments(request: ActorRequest) -> HttpResponse:
    """Of all counties at once: what would be made, then one button makes it."""
    require(policies.can_manage_agencies(request.actor))
    given = request.POST if request.method == "POST" else request.GET
    form = DepartmentsForm(given if "region" in given else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        within, kinds = form.cleaned_data["region"], form.cleaned_data["kinds"]
        if request.method == "POST":
            made = operations.establish_departments(actor=request.actor, within=within, kind_codes=kinds)
            notice(request, f"已设立 {len(made.missing):,} 个机关。")
            return redirect(f"{reverse('org:agencies')}?within={within}")
        plan = queries.plan_departments(within, kinds)
        context |= {
            "plan": plan,
            "tiles": [
                Tile("将设立", f"{len(plan.missing):,}"),
                Tile("已设立、不变", f"{plan.there:,}"),
                Tile("已撤销、不重设", f"{len(plan.abolished):,}"),
            ],
            "examples": plan.missing[:SHOWN],
            "shown": SHOWN,
            "can_manage": policies.can_manage_agencies(request.actor),
        }
    return render_page(request, "setup/departments.html", context, status=422 if form.errors else 200)


def _chosen(form: AgenciesForm) -> set[str]:
    return set(form.data.getlist("kinds")) if form.is_bound else set()  # type: ignore[attr-defined]


@never_cache
@_form_view
def people(request: ActorRequest) -> HttpResponse:
    """The links are on the answer to this request and nowhere else."""
    require(policies.can_manage_users(request.actor))
    region = _region(request)
    if region is None:
        return redirect("setup:agencies")
    agencies = [row.agency for row in queries.departments_of(region) if row.agency]
    form = PeopleForm(request.POST if request.method == "POST" else None, agencies=agencies)
    if form.is_valid():
        try:
            taken_on = operations.take_on_people(actor=request.actor, people=form.newcomers())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            slips = slips_of(request, taken_on)
            return render(request, "setup/slips.html", {"slips": slips, "region": region})
    staff = {row.agency.pk: row for row in queries.staff_of(region)}
    rows = [(agency, fields, staff.get(agency.pk)) for agency, fields in form.rows()]
    context = {"region": region, "form": form, "rows": rows}
    return render_page(request, "setup/people.html", context, status=422 if form.is_bound else 200)


def _region(request: ActorRequest) -> Region | None:
    """As asked for, else as last asked for in this session."""
    region = queries.find_region(request.GET.get("region") or request.session.get(REMEMBERED, ""))
    if region is not None:
        request.session[REMEMBERED] = region.pk
    return region
