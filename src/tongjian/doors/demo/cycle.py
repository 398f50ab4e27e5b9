"""One practice draw with everything that follows from it, and one draw that waits for the people."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from tongjian.doors.demo import past, people
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import queries as org
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.inspections import operations as visits
from tongjian.supervision.inspections import queries as inspections
from tongjian.supervision.inspections.choices import Outcome
from tongjian.supervision.inspections.models import Visit, VisitTeam
from tongjian.supervision.planning import operations as planning
from tongjian.supervision.planning.models import Demand, Draw

COORDINATOR = "140100-XZSP"
PARTIES = ("140100-SCJG", "140100-YJ")
OUR_DEMANDS = (
    ("140100-SCJG", "加油站计量与油品质量抽查", ("加油", "成品油"), "30%"),
    ("140100-YJ", "危险化学品经营安全抽查", ("加油", "成品油", "危险化学品", "危化"), "20%"),
    ("140100-SW", "成品油零售经营抽查", ("加油", "成品油"), "25%"),
    ("140100-XF", "人员密集场所消防抽查", ("养老", "培训", "超市", "餐饮"), "5%"),
)
BY_RISK = "risk"
"""In the place of a ratio: the rulebook has one for each stratum."""
VISITED, WAITING, TODAY, ASKED = 3, 1, 2, 2
"""How many visits are published, wait for review, take place today, wait for approval."""


def run_practice(begins: date, say: Callable[[str], None]) -> list[str]:
    """Demands, draw, visits in every state. Returns the usernames of inspectors who have a visit today."""
    say("演示：需求与联合抽取（演练）…")
    coordinator = people.of(COORDINATOR, "coordinator")
    with past.at(past.workday(1, begins)):
        demands = [_demand(*demand) for demand in OUR_DEMANDS]
    ends = past.workday(30)
    with past.at(past.workday(2, begins)):
        draw = _draw(coordinator, demands, begins, ends)
    say("演示：联合检查与结果 …")
    drawn = list(Visit.objects.filter(origin__startswith="planning.draw").order_by("sequence"))
    joint_first = sorted(drawn, key=lambda visit: (-visit.teams.count(), visit.sequence))
    groups = _groups(joint_first)
    for place, visit in enumerate(groups[0]):
        _complete(visit, past.workday(8 + place % 3, begins), publish=True)
    for visit in groups[1]:
        _complete(visit, past.workday(-3), publish=False)
    for visit in groups[2]:
        prepare(visit, past.workday(0), asked_on=past.workday(-5), approve=True)
    for visit in groups[3]:
        prepare(visit, past.workday(5), asked_on=past.workday(-1), approve=False)
    _schedule(coordinator)
    assert draw.is_practice
    return [_inspector_name(team) for visit in groups[2][:1] for team in visit.teams.order_by("role", "id")]


def _schedule(coordinator: Actor) -> None:
    """The days of all that is left, worked out and adopted."""
    asked = planning.request_schedule(actor=coordinator, is_practice=True)
    built = planning.build_schedule(actor=coordinator, schedule_id=asked.pk, seconds=1)
    planning.adopt_schedule(actor=coordinator, schedule_id=built.pk)


def _groups(drawn: Sequence[Visit]) -> list[Sequence[Visit]]:
    groups, start = [], 0
    for size in (VISITED, WAITING, TODAY, ASKED):
        groups.append(drawn[start : start + size])
        start += size
    return groups


def _demand(agency: str, title: str, words: tuple[str, ...], ratio: str) -> Demand:
    handler = people.of(agency, "handler")
    versions = catalog.published_versions(handler, agency_kind=agency.partition("-")[2], region=agency[:6])
    content = planning.DemandContent.of_words(
        title=title,
        item_version_ids=tuple(version.pk for version in versions[:2]),
        ratio="" if ratio == BY_RISK else ratio,
        by_risk=ratio == BY_RISK,
        scope={"regions": [], "kinds": [], "industries": [], "words": list(words)},
    )
    demand = planning.draft_demand(actor=handler, content=content)
    return planning.submit_demand(actor=people.of(agency, "head"), demand_id=demand.pk)


def _draw(coordinator: Actor, demands: Sequence[Demand], begins: date, ends: date) -> Draw:
    first = past.workday(3, begins)
    plan = planning.DrawPlan(
        title=f"{first.year}年太原市跨部门联合抽查（演练）",
        cycle=f"{first.year}年",
        window_from=first,
        window_until=min(ends, date(first.year, 12, 31)) + timedelta(days=1),
        is_practice=True,
    )
    parties = [org.get_agency_by_code(code).pk for code in PARTIES]
    draw = planning.open_draw(actor=coordinator, plan=plan, party_agency_ids=parties)
    for demand in demands:
        planning.take_demand_into_draw(actor=coordinator, draw_id=draw.pk, demand_id=demand.pk)
    planning.freeze_draw(actor=coordinator, draw_id=draw.pk)
    for party in parties:
        draw = planning.hold_nonce_on_server(actor=coordinator, draw_id=draw.pk, agency_id=party)
    planning.seal_commitments(actor=coordinator, draw_id=draw.pk)
    planning.reveal_held_nonces(actor=coordinator, draw_id=draw.pk)
    planning.run_draw(actor=coordinator, draw_id=draw.pk)
    return planning.publish_draw(actor=coordinator, draw_id=draw.pk)


def prepare(visit: Visit, day: date, *, asked_on: date, approve: bool) -> None:
    """Day set, heads asked; approved and coded where wanted."""
    teams = list(visit.teams.select_related("agency").order_by("role", "id"))
    lead = next((team for team in teams if team.role == "lead"), teams[0])
    with past.at(asked_on):
        visits.set_visit_date(actor=people.of(lead.agency.code, "handler"), visit_id=visit.pk, planned_on=day)
        for team in teams:
            visits.submit_team(actor=people.of(team.agency.code, "handler"), team_id=team.pk)
    if not approve:
        return
    with past.at(asked_on, 15):
        for team in teams:
            visits.approve_team(actor=people.of(team.agency.code, "head"), team_id=team.pk)
        visits.issue_code(actor=people.of(lead.agency.code, "handler"), visit_id=visit.pk)


def _complete(visit: Visit, day: date, *, publish: bool) -> None:
    """The visit takes place; each department enters, reviews and, where wanted, publishes its results."""
    prepare(visit, day, asked_on=past.workday(-5, day), approve=True)
    teams = list(visit.teams.select_related("agency").order_by("role", "id"))
    with past.at(day, 9):
        visits.record_entry(actor=_inspector(teams[0]), visit_id=visit.pk)
        for team in teams:
            _enter_results(team, place=visit.sequence)
        visits.record_exit(actor=_inspector(teams[0]), visit_id=visit.pk)
        for team in teams:
            visits.submit_results(actor=_inspector(team), team_id=team.pk, summary="现场检查情况已向被检查单位反馈。")
    if not publish:
        return
    with past.at(past.workday(2, day)):
        for team in teams:
            visits.review_results(actor=people.of(team.agency.code, "reviewer"), team_id=team.pk)
    with past.at(past.workday(3, day)):
        for team in teams:
            visits.publish_results(actor=people.of(team.agency.code, "head"), team_id=team.pk)


def _inspector(team: VisitTeam) -> Actor:
    return people.person(_inspector_name(team))


def _inspector_name(team: VisitTeam) -> str:
    officers = team.officers.filter(replaced_at=None).select_related("officer__user").order_by("place")
    user = officers[0].officer.user
    assert user is not None
    return user.username


def _enter_results(team: VisitTeam, *, place: int) -> None:
    inspector = _inspector(team)
    [states] = inspections.item_states([team.pk]).values()
    for number, state in enumerate(states):
        fails = (place + number) % 4 == 0
        if state.points:
            answers = [
                visits.PointAnswer(
                    check_point_id=point.point.pk,
                    outcome=Outcome.FAIL if fails and not index else Outcome.PASS,
                )
                for index, point in enumerate(state.points)
            ]
            visits.answer_check_points(actor=inspector, item_id=state.item.pk, answers=answers)
        note = "发现一项不符合要求，已责令当场改正。" if fails else ""
        outcome = Outcome.FAIL if fails else Outcome.PASS
        visits.enter_item_result(actor=inspector, item_id=state.item.pk, outcome=outcome, note=note)


def leave_one_to_the_people() -> None:
    """A draw that is frozen and waits for two departments to commit in their own browsers."""
    coordinator = people.of(COORDINATOR, "coordinator")
    today = timezone.localdate()
    first = today if today.month < 12 or today.day < 15 else date(today.year + 1, 1, 1)
    demands = [
        _demand("140100-SCJG", "超市与餐饮食品安全抽查", ("超市", "餐饮"), BY_RISK),
        _demand("140100-YJ", "危险化学品经营单位抽查", ("危险化学品", "危化"), "10%"),
    ]
    plan = planning.DrawPlan(
        title="部门联合抽查（待各部门提交承诺）",
        cycle=f"{first.year}年{first.month}月",
        window_from=first,
        window_until=min(past.workday(20, first), date(first.year, 12, 31)) + timedelta(days=1),
    )
    parties = [org.get_agency_by_code(code).pk for code in PARTIES]
    draw = planning.open_draw(actor=coordinator, plan=plan, party_agency_ids=parties)
    for demand in demands:
        planning.take_demand_into_draw(actor=coordinator, draw_id=draw.pk, demand_id=demand.pk)
    planning.freeze_draw(actor=coordinator, draw_id=draw.pk)
