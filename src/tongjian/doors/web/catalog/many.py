"""Many at once: submit drafts, publish what was reviewed, qualify officers."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.web.catalog.forms import ManyForm, QualifyForm
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import deny, require
from tongjian.foundation.org.models import Officer
from tongjian.supervision.catalog import operations, policies, queries
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.catalog.operations import BulkReport

SHOWN = 200
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Act:
    """What the page does with what is ticked."""

    url_name: str
    capability: str
    state: VersionState
    title: str
    label: str
    done: str
    rule: str


SUBMIT = Act(
    "catalog:submit-many", "catalog.edit", VersionState.DRAFT, "批量送审", "提交所选", "已提交",
    "每一项单独核对；没有检查依据的不能提交，不影响其他各项。",
)  # fmt: skip
PUBLISH = Act(
    "catalog:publish-many", "catalog.review", VersionState.REVIEW, "审核发布", "发布所选", "已发布",
    "每一项单独核对、单独记录；自己编制的不能自己发布，不影响其他各项。发布后任何人都能在公开平台查到。",
)  # fmt: skip


@_form_view
def submit_many(request: ActorRequest) -> HttpResponse:
    return _many(request, SUBMIT)


@_form_view
def publish_many(request: ActorRequest) -> HttpResponse:
    return _many(request, PUBLISH)


def _many(request: ActorRequest, act: Act) -> HttpResponse:
    if not request.actor.has(act.capability):
        require(deny(f"您没有“{act.title}”的权限。"))
    form = ManyForm(request.POST if request.method == "POST" else None)
    report = _carry_out(request, act, form) if form.is_valid() else None
    if report and report.done:
        notice(request, f"{act.done} {len(report.done)} 项。")
    if report and not report.refused:
        return redirect(act.url_name)
    versions = list(queries.waiting_versions(request.actor, act.state)[: SHOWN + 1])
    context = {
        "act": act,
        "form": form,
        "versions": versions[:SHOWN],
        "has_more": len(versions) > SHOWN,
        "refused": report.refused if report else (),
        "ticked": request.POST.getlist("version"),
    }
    return render_page(request, "catalog/many.html", context, status=422 if form.is_bound else 200)


def _carry_out(request: ActorRequest, act: Act, form: ManyForm) -> BulkReport | None:
    try:
        if act is SUBMIT:
            return operations.submit_versions(actor=request.actor, version_ids=form.version_ids)
        day = form.cleaned_data["valid_from"]
        return operations.publish_versions(actor=request.actor, version_ids=form.version_ids, valid_from=day)
    except DomainError as refusal:
        form.refuse(refusal)
        return None


@_form_view
def qualifications(request: ActorRequest) -> HttpResponse:
    """Officers of one's own agency by items of its kind: tick rows and columns, then give or withdraw."""
    require(policies.can_qualify(request.actor))
    form = QualifyForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _qualify(request, form):
        return redirect("catalog:qualifications")
    table = queries.qualification_table(request.actor)
    rows = [(item, [_cell(table, item, officer) for officer in table.officers]) for item in table.items]
    ticked = {*request.POST.getlist("officer"), *request.POST.getlist("item")}
    context = {"form": form, "officers": table.officers, "rows": rows, "ticked": ticked}
    return render_page(request, "catalog/qualifications.html", context, status=422 if form.is_bound else 200)


def _cell(table: queries.QualificationTable, item: Item, officer: Officer) -> tuple[Officer, bool, date | None]:
    key = (item.pk, officer.pk)
    return officer, key in table.until, table.until.get(key)


def _qualify(request: ActorRequest, form: QualifyForm) -> bool:
    """False when it was refused; the form says why."""
    data = form.cleaned_data
    try:
        if request.POST.get("act") == "withdraw":
            ended = operations.withdraw_qualifications(actor=request.actor, reason=data["reason"], **form.chosen)
            notice(request, f"已取消 {ended} 项资格，从今天起不再派这些人检查这些事项。")
        else:
            count = operations.qualify_officers(actor=request.actor, valid_until=data["valid_until"], **form.chosen)
            notice(request, f"已登记 {count} 项资格。")
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True
