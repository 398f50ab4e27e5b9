"""Checkpoints, and checking the whole record."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.checkpoints import checkpoint_answer
from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.parts import Progress
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.wording import short_hash
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger import operations, policies, queries, tasks
from tongjian.foundation.ledger.keys import log_key, vkeys
from tongjian.foundation.ledger.models import Checkpoint, VerificationRun
from tongjian.foundation.org import queries as org

RUNS = 5
COLUMNS: list[Column[Checkpoint]] = [
    Column("at", "签名时间", lambda row: row.at, kind="datetime", sort="at"),
    Column("size", "条数", lambda row: row.size, kind="number", sort="size"),
    Column("root", "根哈希", lambda row: short_hash(row.root), kind="code"),
    Column("file", "文件", lambda _: "下载", url=lambda row: reverse("ledger:checkpoint", args=[row.size])),
]


@require_safe
def checkpoint_list(request: ActorRequest) -> HttpResponseBase:
    runs = list(queries.list_runs(request.actor)[:RUNS])
    names = org.names_of_users(run.asked_by for run in runs)
    table = Table(request, COLUMNS, queries.list_checkpoints(), name="检查点", order=("-size",))
    return list_page(
        request,
        "ledger/checkpoints.html",
        table=table,
        key=log_key(),
        earlier=vkeys()[:-1],
        pending=queries.count_pending(),
        runs=[(run, names.get(run.asked_by, "—"), progress_of(run)) for run in runs],
        can_verify=policies.can_verify(request.actor),
    )


def progress_of(run: VerificationRun) -> Progress | None:
    """What a run under way shows; None once it is over."""
    if run.finished_at is not None:
        return None
    url = reverse("ledger:progress", args=[run.pk])
    return Progress("正在核验", run.done, run.total, url=url, unit="条", note="可以离开这个页面，核验在后台继续")


@require_safe
def checkpoint_file(request: ActorRequest, size: int) -> HttpResponse:
    return checkpoint_answer(queries.get_checkpoint(size))


@require_POST
def verify(request: ActorRequest) -> HttpResponse:
    run, is_new = operations.request_verification(actor=request.actor)
    if is_new:
        tasks.verify.enqueue(str(run.pk))
    notice(request, "已开始核验，结果显示在本页。" if is_new else "正在核验，请看进度。")
    return redirect("ledger:checkpoints")


@require_safe
def progress(request: ActorRequest, run_id: UUID) -> HttpResponse:
    job = progress_of(queries.get_run(request.actor, run_id))
    if job is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "face/components/progress.html", {"job": job})
