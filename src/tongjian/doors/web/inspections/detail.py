"""What the page of a visit shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from tongjian.doors.face.parts import Entry, Fact, Step
from tongjian.doors.face.timelines import people_in, person_of
from tongjian.doors.face.wording import minute
from tongjian.doors.web.inspections.papers import documents_of, notice_due
from tongjian.doors.web.inspections.table import TONES, when_of
from tongjian.foundation.casework.models import Arbitration, Clock
from tongjian.foundation.casework.queries import arbitrations_of, clocks_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict, refuse
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import names_of_agencies, names_of_users
from tongjian.foundation.rulebook.queries import number
from tongjian.supervision.inspections import policies, queries
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import TeamHandover, Visit, VisitCause, VisitOfficer, VisitTeam
from tongjian.supervision.inspections.queries import ItemState
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW, VISIT_WORKFLOW

_BEFORE_CODE = (VisitState.PLANNED, VisitState.APPROVED)
_STEPS = (
    ("报批", (VisitState.PLANNED,)),
    ("赋码", (VisitState.APPROVED,)),
    ("入企", (VisitState.CODED,)),
    ("检查", (VisitState.UNDERWAY,)),
    ("审核", (VisitState.CHECKED,)),
    ("公示", (VisitState.REVIEWED,)),
)
_STEPS_WITHOUT_CHECK = (*_STEPS[:3], ("离企", (VisitState.UNDERWAY,)))


@dataclass(frozen=True, slots=True)
class Button:
    """One act somebody might take; the verdict says whether this person may."""

    verdict: Verdict
    label: str
    url: str
    icon: str
    method: str = "post"
    kind: str = "secondary"
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class TeamView:
    """One department's part: who, what, how far, and what one may do about it."""

    team: VisitTeam
    places: tuple[tuple[int, VisitOfficer | None], ...]
    former: tuple[VisitOfficer, ...]
    items: tuple[ItemState, ...]
    approval: str
    buttons: tuple[Button, ...]
    offers: tuple[TeamHandover, ...]
    arbitrations: tuple[Arbitration, ...]
    is_own: bool
    may_change_officers: bool


def detail_of(request: ActorRequest, visit: Visit) -> dict[str, Any]:
    actor = request.actor
    refusals = queries.refusals_for_code(visit) if visit.state in _BEFORE_CODE else []
    code = queries.find_valid_code(visit)
    return {
        "visit": visit,
        "tones": TONES,
        "facts": facts_of(visit),
        "steps": steps_of(visit),
        "teams": team_views(actor, visit),
        "refusals": refusals,
        "code": queries.shown_code(code.code) if code else "",
        "code_row": code,
        "code_svg": code_svg(request, code.code) if code else "",
        "primary": primary_button(actor, visit, refusals),
        "more": more_buttons(actor, visit),
        "documents": documents_of(actor, visit),
        "paper": notice_due(actor, visit),
        "entries": entries_of(visit),
    }


def code_svg(request: HttpRequest, code: str) -> str:
    """The QR code that leads anybody to the public page about this code."""
    url = request.build_absolute_uri(f"{reverse('portal:check-code')}?code={code}")
    return str(segno.make(url, error="m").svg_inline(omitsize=True))


def facts_of(visit: Visit) -> list[Fact]:
    passages = {passage.kind: passage for passage in visit.passages.all()}
    places = queries.place_words(visit, passages.values())
    lines = [
        Fact("检查对象", visit.entity.name, url=_entity_url(visit)),
        Fact("统一社会信用代码", visit.entity.uscc, kind="code"),
        Fact("检查地址", visit.address),
        Fact("所在区划", visit.region.name),
        Fact("检查日期", when_of(visit)),
    ]
    lines += why_facts(visit)
    for kind, label in (("entry", "入企时间"), ("exit", "离企时间")):
        if passage := passages.get(kind):
            late = f"补录：{passage.late_reason}" if passage.late_reason else ""
            source = "；".join(filter(None, [places[kind], late]))
            lines.append(Fact(label, passage.at, kind="datetime", source=source))
    if witness := getattr(visit, "witness", None):
        lines.append(Fact("企业扫码确认到场", witness.at, kind="datetime"))
    if visit.cancelled_reason:
        lines.append(Fact("取消原因", visit.cancelled_reason))
    return lines


def why_facts(visit: Visit) -> list[Fact]:
    """By plan, because of a document, or without a check for a purpose."""
    if (purpose := queries.purpose_of(visit)) is not None:
        return [
            Fact("不含检查的进企", purpose.label, source=purpose.citation),
            Fact("进企事由", purpose.purpose, source="不得检查，不登记检查结果（V07）"),
        ]
    lines = [Fact("检查期间", f"{visit.window_from} 至 {visit.window_until}（不含）")]
    if visit.cause == queries.PLANNED_CAUSE:
        lines.append(Fact("来源", origin_of(visit), source=f"抽取顺序 {visit.sequence}"))
    if (ground := queries.ground_of(visit)) is not None:
        lines += ground_facts(ground)
    return lines


def ground_facts(ground: VisitCause) -> list[Fact]:
    approval = "先批准、后检查"
    if ground.is_emergency:
        clocks = queries.approvals_afterwards(ground)
        approval = "先查后批：" + ("；".join(afterwards_of(clock) for clock in clocks) or "须补办批准")
    return [
        Fact("有因检查", ground.label, source=ground.citation),
        Fact("依据文书", ground.document_number, source=f"{ground.document_from}，{ground.document_on}"),
        Fact("立项理由", ground.reason),
        Fact("文书有效期至（不含）", ground.valid_until, kind="date"),
        Fact("审批方式", approval),
    ]


def afterwards_of(clock: Clock) -> str:
    """How the approval afterwards stands."""
    if clock.ended_at is None and clock.due_at is not None:
        return f"应当在 {localdate(clock.due_at - timedelta(microseconds=1))} 当日或者之前补办批准"
    return f"补办批准{clock.get_state_display()}"


def origin_of(visit: Visit) -> str:
    """`planning.draw:抽取-140100-2026-1-v1` without the prefix that is for programs."""
    return visit.origin.partition(":")[2] or visit.origin


def _entity_url(visit: Visit) -> str:
    return visit.entity.get_absolute_url() if hasattr(visit.entity, "get_absolute_url") else ""


def steps_of(visit: Visit) -> list[Step]:
    steps = _STEPS if visit.is_check else _STEPS_WITHOUT_CHECK
    reached = next((n for n, (_, states) in enumerate(steps) if visit.state in states), len(steps))
    if visit.state == VisitState.CANCELLED:
        return []
    return [
        Step(label, "done" if n < reached else "current" if n == reached else "ahead")
        for n, (label, _) in enumerate(steps)
    ]


def team_views(actor: Actor, visit: Visit) -> list[TeamView]:
    teams = list(visit.teams.all())
    items = queries.item_states([team.pk for team in teams])
    names = names_of_users(str(row.by) for team in teams for row in queries.approvals_of(team))
    offers = list(queries.open_offers(visit))
    arbitrations = arbitrations_of(teams)
    may_change = VISIT_WORKFLOW.allows("change_team", state=visit.state)
    return [
        TeamView(
            team=team,
            places=tuple(places_of(team)),
            former=tuple(row for row in team.officers.all() if row.replaced_at is not None),
            items=tuple(items.get(team.pk, [])),
            approval=approval_of(team, names),
            buttons=tuple(team_buttons(actor, visit, team)),
            offers=tuple(offer for offer in offers if offer.team_id == team.pk),
            arbitrations=tuple(arbitrations.get(str(team.pk), ())),
            is_own=team.agency_id == actor.agency_id,
            may_change_officers=may_change and bool(policies.can_prepare(actor, team)),
        )
        for team in teams
    ]


def approval_of(team: VisitTeam, names: Mapping[str, str]) -> str:
    """Which heads have approved and how many more are asked for; empty when none has."""
    given = queries.approvals_of(team)
    if not given:
        return ""
    people = "、".join(f"{names.get(str(row.by), '—')}（{minute(row.at)}）" for row in given)
    missing = queries.approvals_missing(team) if team.state == TeamState.SUBMITTED else 0
    return f"{people}已批准" + (f"，还需 {missing} 位负责人批准" if missing else "")


def places_of(team: VisitTeam) -> list[tuple[int, VisitOfficer | None]]:
    """Every place up to the number the rulebook asks for, open ones too."""
    taken = {row.place: row for row in queries.current_officers(team)}
    needed = number("visit.officers_per_agency", region=team.agency.region_id, agency=team.agency.code)
    return [(place, taken.get(place)) for place in range(1, max([needed, *taken]) + 1)]


def team_buttons(actor: Actor, visit: Visit, team: VisitTeam) -> list[Button]:
    """Those of one's own department that exist in this state."""
    if team.agency_id != actor.agency_id or visit.state == VisitState.CANCELLED:
        return []
    prepare, approve = policies.can_prepare(actor, team), policies.can_approve(actor, team)
    decline = policies.can_decline(actor, team)
    review, publish = policies.can_review(actor, team), policies.can_publish(actor, team)
    buttons = {
        "submit": Button(prepare, "报批", _url("submit", team), "send", kind="primary"),
        "offer": Button(prepare, "移交其他部门", _url("offer", team), "arrows-exchange", "get"),
        "approve": Button(approve, "批准", _url("approve", team), "check", kind="primary",
                          confirm="批准后本部门可以凭检查码入企" + ("检查。" if visit.is_check else "，不得检查。")),
        "decline": Button(decline, "不予批准", _url("decline", team), "arrow-back-up", "get"),
        "review_results": Button(review, "审核结果", _url("results", team), "zoom-check", "get", kind="primary"),
        "publish_results": Button(publish, "公示结果", _url("publish", team), "share", kind="primary",
                                  confirm="公示后任何人都能看到本部门的检查结果，不能撤回到公示前。"),
    }  # fmt: skip
    if not VISIT_WORKFLOW.allows("hand_over", state=visit.state):
        del buttons["offer"]
    return [button for name, button in buttons.items() if TEAM_WORKFLOW.allows(name, state=team.state)]


def _url(name: str, team: VisitTeam) -> str:
    return reverse(f"inspections:{name}", args=[team.pk])


def primary_button(actor: Actor, visit: Visit, refusals: list[Verdict]) -> Button | None:
    if visit.state not in _BEFORE_CODE:
        return None
    if visit.planned_on is None:
        url = reverse("inspections:set-date", args=[visit.pk])
        return Button(policies.can_set_date(actor, visit), "确定检查日期", url, "calendar-event", "get", "primary")
    person = policies.can_issue_code(actor, visit)
    verdict = _summed_up(refusals) if person and refusals else person
    url = reverse("inspections:issue-code", args=[visit.pk])
    confirm = "赋码后企业和公众可以查验这次检查，检查日期和人员不能再改。"
    return Button(verdict, "赋码", url, "qrcode", kind="primary", confirm=confirm)


def _summed_up(refusals: list[Verdict]) -> Verdict:
    """The button says how many rules stand against it; the panel below says which."""
    codes = "、".join(refusal.code for refusal in refusals if refusal.code.startswith("V"))
    reason = f"还有 {len(refusals)} 项不符合{f'（{codes}）' if codes else ''}，见“赋码前还差什么”。"
    return refuse(refusals[0].code, reason, refusals[0].citation)


def more_buttons(actor: Actor, visit: Visit) -> list[Button]:
    acts = {
        "set_date": (policies.can_set_date(actor, visit), "调整检查日期", "set-date", "calendar-event"),
        "revoke_code": (policies.can_revoke_code(actor, visit), "作废检查码", "revoke-code", "ban"),
        "cancel": (policies.can_cancel(actor, visit), "取消检查", "cancel", "x"),
    }
    return [
        Button(verdict, label, reverse(f"inspections:{url}", args=[visit.pk]), icon, "get")
        for name, (verdict, label, url, icon) in acts.items()
        if VISIT_WORKFLOW.allows(name, state=visit.state) and (visit.is_check or name != "set_date")
    ]


def entries_of(visit: Visit) -> list[Entry]:
    """Newest first. The draw recorded all its visits in one entry, so a visit's own line begins with its creation."""
    lines = timeline(visit._meta.label_lower, visit.pk)
    people = people_in(lines)
    agencies = names_of_agencies(line.agency_id for line in lines)
    entries = [
        Entry(
            line.at,
            "　".join(filter(None, [agencies.get(line.agency_id, ""), person_of(line, people)])),
            line.label,
        )
        for line in lines
        if line.action != "visit.created"
    ]
    if visit.cause != queries.PLANNED_CAUSE:
        return entries[::-1]
    made = Entry(visit.created_at, "联合抽取", "生成检查", note=origin_of(visit))
    return [*reversed(entries), made]


def open_clock_of(team: VisitTeam) -> str:
    """When the results must be public, for the page of results; empty before the visit has ended."""
    clock = clocks_of(team._meta.label_lower, team.pk).first()
    if clock is None or clock.due_at is None or team.state == TeamState.PUBLISHED:
        return ""
    last_day = localdate(clock.due_at - timedelta(microseconds=1))  # a limit ends at 24:00, the first moment not in it
    doubt = "（暂定）" if clock.is_provisional else ""
    limit = f"检查结束后 {clock.amount} {clock.get_unit_display()}内"
    return f"应当在 {last_day} 当日或者之前公示{doubt}：{limit}，{clock.citation}。"
