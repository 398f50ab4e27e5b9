"""Steps of a draw that are one press of a button."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tongjian.doors.face.pages import notice
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.planning import operations


@require_POST
def take(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    demand_id = _posted_id(request, "demand")
    demand = operations.take_demand_into_draw(actor=request.actor, draw_id=draw_id, demand_id=demand_id)
    return _back(request, draw_id, f"已纳入需求 {demand.code}。")


@require_POST
def release(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    demand = operations.release_demand(actor=request.actor, draw_id=draw_id, demand_id=_posted_id(request, "demand"))
    return _back(request, draw_id, f"已移出需求 {demand.code}。")


@require_POST
def freeze(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    draw = operations.freeze_draw(actor=request.actor, draw_id=draw_id)
    return _back(request, draw_id, f"名录已冻结：{draw.figures['units']} 户。请各参与方提交承诺。")


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
    draw = operations.run_draw(actor=request.actor, draw_id=draw_id)
    return _back(request, draw_id, f"抽取完成：{draw.figures['joint_actual']} 次入户。")


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
