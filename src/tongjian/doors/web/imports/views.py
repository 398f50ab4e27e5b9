"""Pages that bring files in: upload, columns, findings, apply, undo."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.acts import fill_in, posted
from tongjian.doors.face.exports import csv_response, xlsx_response
from tongjian.doors.face.pages import list_page, notice, render_page
from tongjian.doors.face.tables import Table
from tongjian.doors.web.imports.datasets import door_of, open_doors
from tongjian.doors.web.imports.detail import detail_of, progress_of
from tongjian.doors.web.imports.forms import BatchFilterForm, MappingForm, RefusalForm, UndoForm, UploadForm
from tongjian.doors.web.imports.table import BATCHES, FINDINGS, batch_url
from tongjian.doors.web.imports.tabs import tabs_of
from tongjian.foundation.exchange import operations, policies, queries
from tongjian.foundation.exchange.choices import BatchState, Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.reading import read_head
from tongjian.foundation.kernel.errors import DomainError, RuleViolated
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def batch_list(request: ActorRequest) -> HttpResponseBase:
    form = BatchFilterForm(request.GET)
    table = Table(
        request, BATCHES, queries.list_batches(request.actor, **form.chosen), name="导入批次", order=("-created_at",)
    )
    return list_page(
        request,
        "imports/list.html",
        table=table,
        filters=form,
        can_import=bool(open_doors(request.actor)),
        tabs=tabs_of("list"),
    )


@_form_view
def upload(request: ActorRequest) -> HttpResponse:
    doors = open_doors(request.actor)
    if not doors:
        require(policies.can_import(request.actor, Dataset.ENTITIES))
    is_sent = request.method == "POST"
    sent = (request.POST, request.FILES) if is_sent else (None, None)
    form = UploadForm(*sent, doors=doors, initial=request.GET.get("dataset", ""))
    if is_sent and form.is_valid():
        try:
            batch = _receive(request, form.cleaned_data["dataset"], form.cleaned_data["file"])
        except DomainError as refusal:
            form.refuse(refusal, field="file")
        else:
            return redirect("imports:columns", batch.pk)
    context = {"form": form, "doors": doors, "cancel_url": reverse("imports:list")}
    return render_page(request, "imports/upload.html", context, status=422 if form.errors else 200)


def _receive(request: ActorRequest, dataset: str, file: object) -> Batch:
    """A file that is no table stays as a refused batch, with the sentence."""
    name = getattr(file, "name", "")
    batch = operations.receive_batch(actor=request.actor, dataset=dataset, file=file, file_name=name)  # type: ignore[arg-type]
    try:
        queries.head_of(batch)
    except DomainError as refusal:
        operations.refuse_batch(actor=request.actor, batch_id=batch.pk, refusal=refusal)
        raise
    return batch


@_form_view
def columns(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Which column is what: proposed by the heads, corrected by a person, then checked."""
    batch = queries.get_batch(request.actor, batch_id)
    door = door_of(batch.dataset)
    require(policies.can_change(request.actor, batch))
    head = queries.head_of(batch)
    table = head.table
    precedent = None if batch.mapping else queries.find_precedent(batch, table.header)
    chosen = batch.mapping or (precedent.mapping if precedent else door.propose(table.header))
    form = MappingForm(request.POST if request.method == "POST" else None, table.header, door.labels, chosen)
    if request.method == "POST" and form.is_valid():
        try:
            door.check(request.actor, batch.pk, form.cleaned_data["mapping"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect(batch_url(batch))
    heads = [
        {"name": name, "samples": samples, "field": field}
        for (name, samples), field in zip(read_head(table, 3), form, strict=True)
    ]
    context = {"batch": batch, "door": door, "form": form, "heads": heads, "head": head, "precedent": precedent}
    return render_page(request, "imports/columns.html", context, status=422 if form.errors else 200)


@require_safe
def batch_detail(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    batch = queries.get_batch(request.actor, batch_id)
    if batch.state == BatchState.RECEIVED and policies.can_change(request.actor, batch):
        return redirect("imports:columns", batch.pk)
    return render_page(request, "imports/detail.html", detail_of(request.actor, batch, door_of(batch.dataset)))


@require_POST
def apply(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    batch = operations.begin_batch(actor=request.actor, batch_id=batch_id)
    door_of(batch.dataset).start(request.actor, batch.pk)
    return redirect(batch_url(batch))


@require_safe
def progress(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """While it runs the bar replaces itself; when it is done the page is drawn anew."""
    job = progress_of(queries.get_batch(request.actor, batch_id))
    if job is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "face/components/progress.html", {"job": job})


@require_safe
def report(request: ActorRequest, batch_id: UUID) -> HttpResponseBase:
    batch = queries.get_batch(request.actor, batch_id)
    name = f"校验报告-{batch.file_name}"
    findings = queries.findings_of(batch).iterator(chunk_size=2000)
    if request.GET.get("format") == "xlsx":
        return xlsx_response(FINDINGS, findings, name)
    return csv_response(FINDINGS, findings, name)


@_form_view
def undo(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    batch = queries.get_batch(request.actor, batch_id)
    require(policies.can_undo(request.actor, batch))
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            door_of(batch.dataset).undo(actor=request.actor, batch_id=batch.pk, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, "已撤销：本批新增的对象已删除，更新的内容已恢复。")
            return redirect(batch_url(batch))
    context = {"batch": batch, "form": form, "cancel_url": batch_url(batch)}
    return render_page(request, "imports/undo.html", context, status=422 if form.errors else 200)


@_form_view
def refuse(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """A person decides that a file does not come in."""
    batch = queries.get_batch(request.actor, batch_id)
    require(policies.can_change(request.actor, batch))
    return fill_in(
        request,
        RefusalForm(posted(request)),
        lambda given: (
            operations.refuse_batch(
                actor=request.actor, batch_id=batch_id, refusal=RuleViolated("declined_by_person", given["reason"])
            )
            and None
        ),
        template="imports/refuse.html",
        back=batch_url(batch),
        done="已拒收，没有数据入库。",
        batch=batch,
    )
