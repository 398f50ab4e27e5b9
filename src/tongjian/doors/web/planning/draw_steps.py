"""Steps of a draw that are one press of a button."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.pages import notice
from tongjian.doors.web.planning.jobs import job_panel
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.planning import operations, queries, tasks
from tongjian.supervision.planning.choices import JobKind
from tongjian.supervision.planning.models import Demand


@require_POST
def take(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    demand_id = _posted_id(request, "demand")
    taken = operations.take_demand_into_draw(actor=request.actor, draw_id=draw_id, demand_id=demand_id)
    return _back(request, draw_id, f"已纳入需求 {_codes(taken)}。")


@require_POST
def release(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    demand_id = _posted_id(request, "demand")
    released = operations.release_demand(actor=request.actor, draw_id=draw_id, demand_id=demand_id)
    return _back(request, draw_id, f"已移出需求 {_codes(released)}。")


def _codes(demands: Sequence[Demand]) -> str:
    along = "（合并检查，一并办理）" if len(demands) > 1 else ""
    return "、".join(demand.code for demand in demands) + along


@require_POST
def freeze(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    """The worker does it; the page shows how far it is."""
    tasks.start_draw_job(actor=request.actor, draw_id=draw_id, kind=JobKind.FREEZE)
    return redirect("draws:detail", draw_id)


@require_POST
def commit(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    operations.commit_nonce(
        actor=request.actor, draw_id=draw_id, commitment=request.POST.get("commitment", "").strip()
    )
    return _back(request, draw_id, "承诺已提交。请保管好随机数文件，揭示时要用。")


@require_POST
def hold(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    operations.hold_nonce_on_server(actor=request.actor, draw_id=draw_id, agency_id=_posted_id(request, "agency"))
    return _back(request, draw_id, "已由系统代持随机数（演练）。")


@require_POST
def seal(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    operations.seal_commitments(actor=request.actor, draw_id=draw_id)
    return _back(request, draw_id, "检查点已公布。")


@require_POST
def reveal(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    operations.reveal_nonce(actor=request.actor, draw_id=draw_id, nonce=request.POST.get("nonce", "").strip())
    return _back(request, draw_id, "随机数已揭示，与承诺相符。")


@require_POST
def reveal_held(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    operations.reveal_held_nonces(actor=request.actor, draw_id=draw_id)
    return _back(request, draw_id, "系统代持的随机数已揭示（演练）。")


@require_POST
def run(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    tasks.start_draw_job(actor=request.actor, draw_id=draw_id, kind=JobKind.RUN)
    return redirect("draws:detail", draw_id)


@require_safe
def progress(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    """While the worker has the draw in hand its panel replaces itself; when it is over the page is drawn anew."""
    draw = queries.get_draw(request.actor, draw_id)
    job = queries.latest_job(draw)
    if job is None or not queries.is_open(job) or queries.is_lost(job):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "planning/_job.html", {"job": job_panel(draw, job)})


@require_POST
def publish(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    operations.publish_draw(actor=request.actor, draw_id=draw_id)
    return _back(request, draw_id, "抽取已公开，任何人都可以下载核验。")


def _posted_id(request: ActorRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as wrong:
        raise NotFound("not_found", "没有指明对象。") from wrong


def _back(request: ActorRequest, draw_id: Any, sentence: str) -> HttpResponse:
    notice(request, sentence)
    return redirect("draws:detail", draw_id)
