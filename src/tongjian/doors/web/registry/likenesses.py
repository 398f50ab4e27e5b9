"""Rows of other departments' files that may be an entity: a person says 同一 or 不同."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.pages import notice, render_page
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import operations, policies, queries
from tongjian.supervision.registry.choices import LikenessDecision

SHOWN = 50
STATES = dict(LikenessDecision.choices)


@require_safe
def likeness_list(request: ActorRequest) -> HttpResponse:
    require(policies.can_decide_likeness(request.actor))
    state = request.GET.get("state", LikenessDecision.OPEN)
    state = state if state in STATES else LikenessDecision.OPEN
    found = list(queries.list_likenesses(request.actor, state)[: SHOWN + 1])
    context = {
        "likenesses": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "state": state,
        "states": LikenessDecision.choices,
    }
    return render_page(request, "registry/likenesses.html", context)


@require_POST
def decide(request: ActorRequest, likeness_id: UUID) -> HttpResponse:
    likeness = operations.decide_likeness(
        actor=request.actor, likeness_id=likeness_id, decision=request.POST.get("decision", "")
    )
    notice(request, f"“{likeness.given.get('name', '')}”：{likeness.get_decision_display()}。已记住，可以改。")
    return redirect("registry:likenesses")
