"""Pages of consolidation: rounds, what could be proposed now, one round with its matrix, one proposal."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.exports import stamp, xlsx_response
from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.consolidation.forms import ProposalFilterForm, RoundFilterForm, YearForm
from tongjian.doors.web.consolidation.shown import PROPOSAL_COLUMNS, cells_of, offered
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.planning import queries as planning
from tongjian.supervision.plans import policies, queries
from tongjian.supervision.plans.models import Consolidation, Proposal

TONES: Mapping[str, Tone] = {
    "open": "active", "settled": "active", "published": "good", "asked": "active", "adopted": "good", "dropped": "off",
    "agree": "good", "refuse": "soon",
}  # fmt: skip
PAGE = 30
COLUMNS: list[Column[Consolidation]] = [
    Column("code", "编号", lambda row: row.code, kind="code", sort="code"),
    Column("title", "名称", lambda row: str(row), url=lambda row: row.get_absolute_url()),
    Column("year", "年度", lambda row: str(row.year), sort="year"),
    Column("asked", "征求意见", lambda row: row.asked, kind="number"),  # type: ignore[attr-defined]
    Column("adopted", "已采纳", lambda row: row.adopted, kind="number"),  # type: ignore[attr-defined]
    Column("dropped", "未采纳", lambda row: row.dropped, kind="number"),  # type: ignore[attr-defined]
    Column("saved", "采纳后最多少进企（户次）", lambda row: row.saved, kind="number"),  # type: ignore[attr-defined]
    Column(
        "state", "状态", lambda row: row.get_state_display(), kind="badge", tone=lambda row: tone_of(row.state, TONES)
    ),
    Column("opened", "发起时间", lambda row: row.opened_at, kind="date", sort="opened_at"),
]


@require_safe
def round_list(request: ActorRequest) -> HttpResponseBase:
    form = RoundFilterForm(request.GET)
    rows = queries.list_rounds(request.actor, form.to_filter())
    table = Table(request, COLUMNS, rows, name="撮合", order=("-opened_at",))
    can_open = policies.can_coordinate(request.actor, request.actor.region_code)
    return list_page(request, "consolidation/list.html", table=table, filters=form, can_open=can_open)


@require_safe
def preview(request: ActorRequest) -> HttpResponse:
    """Worked out now, kept nowhere."""
    region = request.actor.region_code
    require(policies.can_coordinate(request.actor, region))
    year = YearForm(request.GET).chosen.get("year") or timezone.localdate().year
    computed = queries.consolidate(request.actor, region, year)
    matrix = queries.matrix_of(computed.overlaps)
    context = {
        "filters": YearForm({"year": year}),
        "year": year,
        "computed": computed,
        "agencies": matrix.agencies,
        "rows": cells_of(matrix, f"?year={year}"),
        "proposals": offered(computed, request.GET.get("agency", ""), request.GET.get("other", "")),
        "is_narrowed": bool(request.GET.get("agency")),
    }
    return render_page(request, "consolidation/preview.html", context)


@require_safe
def round_detail(request: ActorRequest, code: str) -> HttpResponseBase:
    found = queries.get_round(request.actor, code)
    form = ProposalFilterForm(request.GET, found)
    rows = queries.proposals_of(request.actor, found, form.to_filter())
    if request.GET.get("export") == "xlsx":
        told = queries.explained(rows)
        about = {"撮合": str(found), "导出人": request.actor.name}
        return xlsx_response(PROPOSAL_COLUMNS, told, f"撮合建议-{found.code}-{stamp()}", about=about)
    page = keyset_page(
        rows, order=("-saved", "number"), cursor=request.GET.get("cursor", ""), size=PAGE, count="exact"
    )
    matrix = queries.matrix_for(request.actor, found)
    context = {
        "found": found,
        "facts": _facts(found),
        "tones": TONES,
        "filters": form,
        "page": page,
        "proposals": queries.explained(page),
        "agencies": matrix.agencies,
        "rows": cells_of(matrix, "?"),
        "can_publish": policies.can_publish_joint(request.actor, found),
        "entries": timeline_entries(timeline(found._meta.label_lower, found.pk), request.actor),
    }
    return render_page(request, "consolidation/round.html", context)


def _facts(found: Consolidation) -> list[Fact]:
    facts = [
        Fact("编号", found.code, kind="code"),
        Fact("地方", found.region.name),
        Fact("年度", str(found.year)),
        Fact("统筹部门", found.coordinator.name),
        Fact("参加比对", f"{found.agencies} 个部门的 {found.lines} 个计划项目"),
        Fact("发起时间", found.opened_at, kind="datetime"),
    ]
    return facts + ([Fact("公布时间", found.published_at, kind="datetime")] if found.published_at else [])


@require_safe
def proposal_detail(request: ActorRequest, code: str, number: int) -> HttpResponse:
    proposal = queries.get_proposal(request.actor, code, number)
    calendar = rulebook.calendar()
    (told,) = queries.explained([proposal])
    answers = queries.answers_of(proposal)
    context = {
        "proposal": proposal,
        "found": proposal.consolidation,
        "tones": TONES,
        "facts": _about(proposal),
        "why": told.why,
        "lines": proposal.proposal_lines.all(),
        "parts": planning.parts_of_joint(request.actor, proposal) if proposal.is_joint else [],
        "answers": [(one, clock_face(clock, calendar) if clock else None) for one, clock in answers],
        "verdicts": _verdicts(request, proposal),
        "entries": timeline_entries(timeline(proposal._meta.label_lower, proposal.pk), request.actor),
    }
    return render_page(request, "consolidation/proposal.html", context)


def _about(proposal: Proposal) -> list[Fact]:
    facts = [
        Fact("建议", proposal.get_kind_display()),
        Fact("共同对象", f"{proposal.common:,} 户" if proposal.common else "—"),
        Fact("最多可少进企", f"{proposal.saved:,} 户次/年"),
    ]
    if proposal.lead:
        facts.append(Fact("牵头部门", proposal.lead.name))
    if proposal.decided_at:
        facts.append(Fact("决定时间", proposal.decided_at, kind="datetime"))
    return facts + ([Fact("不采纳的理由", proposal.reason)] if proposal.reason else [])


def _verdicts(request: ActorRequest, proposal: Proposal) -> dict[str, Any]:
    """The buttons say what the decision waits for."""
    adopt = policies.can_settle(request.actor, proposal, "adopt")
    drop = policies.can_settle(request.actor, proposal, "drop")
    waits = deny("还有部门没有答复，收齐或者期限届满后再决定。") if queries.still_waits(proposal) else ALLOW
    refused = "、".join(one.name for one in queries.refused_by(proposal))
    return {
        "can_answer": policies.can_answer(request.actor, proposal),
        "is_coordinator": policies.can_coordinate(request.actor, proposal.consolidation.region_id),
        "can_adopt": adopt and (deny(f"{refused}不同意。") if refused else waits),
        "can_drop": drop and waits,
        "can_lead": policies.can_settle(request.actor, proposal, "lead"),
    }
