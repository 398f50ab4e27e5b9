"""联合检查计划: list, and one to read and print."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.plans import queries
from tongjian.supervision.plans.queries import Explained, RoundFilter


@dataclass(frozen=True, slots=True)
class Joint:
    """One joint check: `heading` names what is checked together."""

    heading: str
    told: Explained


@public
@require_safe
def joint_list(request: ActorRequest) -> HttpResponse:
    rows = queries.list_rounds(Actor.public(), RoundFilter())
    page = keyset_page(rows, order=("-published_at", "code"), cursor=request.GET.get("cursor", ""), size=50)
    return render_page(request, "portal/plans/joint_list.html", {"page": page})


@public
@require_safe
def joint_plan(request: ActorRequest, code: str) -> HttpResponse:
    found = queries.get_round(Actor.public(), code)
    told = queries.explained(queries.joint_lines(Actor.public(), found))
    joint = [Joint(_heading(number, one), one) for number, one in enumerate(told, start=1)]
    return render_page(request, "portal/plans/joint.html", {"found": found, "joint": joint})


def _heading(number: int, told: Explained) -> str:
    titles = "、".join(row.line.title for row in told.proposal.proposal_lines.all())
    return f"{number}. {titles}"
