"""A plan from a file: received for the plan here, checked and applied with the pages of batches."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form, UploadField
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Tile
from tongjian.foundation.exchange import operations as exchange_operations
from tongjian.foundation.exchange import policies as exchange_policies
from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import BatchState, Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.errors import DomainError, NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.plans import operations, policies, queries
from tongjian.supervision.plans.columns import PLAN_LABELS
from tongjian.supervision.plans.models import Plan

SHOWN = 200


class FileForm(Form):
    file = UploadField(label="计划表", kinds=("csv", "xlsx"))

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        upload = self.fields["file"]
        assert isinstance(upload, UploadField)
        upload.max_bytes = exchange.limits().max_bytes
        upload.widget.attrs["data-max-bytes"] = str(upload.max_bytes)


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: ActorRequest, code: str) -> HttpResponse:
    plan = queries.get_plan(request.actor, code)
    require(policies.can_act(request.actor, plan, "edit"))
    form = FileForm(acts.posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            return redirect("imports:columns", _receive(request, plan, form.cleaned_data["file"]).pk)
        except DomainError as refusal:
            form.refuse(refusal, field="file")
    context = {
        "plan": plan,
        "form": form,
        "cancel_url": plan.get_absolute_url(),
        "heads": list(PLAN_LABELS.values()),
        "files": queries.imports_of(plan),
    }
    return render_page(request, "plans/import.html", context, status=422 if form.errors else 200)


def _receive(request: ActorRequest, plan: Plan, file: Any) -> Batch:
    """A file that is no table stays as a refused batch, with the sentence."""
    batch = operations.receive_plan_file(actor=request.actor, plan_id=plan.pk, file=file, file_name=file.name)
    try:
        exchange.head_of(batch)
    except DomainError as refusal:
        exchange_operations.refuse_batch(actor=request.actor, batch_id=batch.pk, refusal=refusal)
        raise
    return batch


@require_safe
def preview(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """How the rows were understood, before anybody accepts them."""
    batch = exchange.get_batch(request.actor, batch_id)
    if batch.dataset != Dataset.PLANS or batch.state != BatchState.STAGED:
        raise NotFound("preview_not_found", "只有校验完、还没有入库的计划表才有差异可看。")
    plan = queries.plan_of_batch(request.actor, batch)
    lines = list(queries.staged_lines(plan, batch, SHOWN))
    context = {
        "batch": batch,
        "plan": plan,
        "lines": lines,
        "findings": exchange.findings_of(batch)[:SHOWN],
        "tiles": [
            Tile("看懂", batch.accepted, note="其中计划里已有的不重复导入"),
            Tile("退回", batch.rejected, note="不入库，见校验报告"),
        ],
        "is_cut": batch.accepted > SHOWN,
        "can_change": exchange_policies.can_change(request.actor, batch),
        "apply_url": reverse("imports:apply", args=[batch.pk]),
    }
    return render_page(request, "plans/preview.html", context)
