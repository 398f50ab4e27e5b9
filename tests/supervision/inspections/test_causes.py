"""有因检查: outside the plan only for a lawful cause that a document shows, for a time, and counted in public."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from tests.supervision.inspections import factories as make
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.casework.operations import check_clocks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, IllegalTransition, NotAllowed, NotFound
from tongjian.foundation.ledger.models import Entry
from tongjian.supervision.catalog.models import Qualification
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.choices import OfficerSource, Outcome, VisitState
from tongjian.supervision.inspections.errors import VisitRefused
from tongjian.supervision.inspections.models import Visit, VisitCause, VisitCode

AFTERWARDS = "visit.approval_afterwards"


class Desk:
    """A department that may order visits, with an item and two officers."""

    def __init__(self, agency):
        self.agency = agency
        self.handler = make.actor_in(agency, "handler")
        self.head = make.actor_in(agency, "head")
        self.version = make.ItemVersionFactory(agency_kind=agency.kind)
        self.officers = [make.OfficerFactory(agency=agency) for _ in range(2)]
        for officer in self.officers:
            Qualification.objects.create(officer=officer, item=self.version.item)
        self.inspector = make.actor_in(agency, "inspector", officer=self.officers[0], via="field")
        self.entity = make.EntityFactory()

    def content(self, **changes):
        given = {
            "entity_id": self.entity.pk,
            "kind": "complaint",
            "document_number": "太12345〔2026〕0901-17",
            "document_from": "太原市12345热线",
            "document_on": make.NOW.date(),
            "reason": "群众反映后厨使用过期食材",
            "item_version_ids": (self.version.pk,),
            "officer_ids": tuple(officer.pk for officer in self.officers),
        }
        return act.CauseContent(**given | changes)

    def order(self, actor=None, **changes):
        return act.order_visit(actor=actor or self.handler, content=self.content(**changes))

    def emergency(self, **changes):
        return self.order(**{"kind": "accident", "is_emergency": True} | changes)


@pytest.fixture
def desk(market):
    return Desk(market)


def refused(act, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        act(*args, **kwargs)
    return caught.value


def test_a_complaint_becomes_a_visit_with_its_document_its_people_and_a_clock(desk):
    visit = desk.order()
    ground = queries.ground_of(visit)
    assert (visit.cause, visit.state, visit.number) == ("complaint", VisitState.PLANNED, "检查-140108-2026-000001")
    assert (ground.label, ground.document_number) == ("投诉举报、信访、12345", "太12345〔2026〕0901-17")
    # Fifteen workdays after Tuesday 1 September 2026, of which 20 September is one: the last is the 21st.
    assert ground.valid_until == visit.window_until == date(2026, 9, 22)
    clock = Clock.objects.get(parameter_code="visit.cause_validity", matter_id=str(visit.pk))
    assert clock.agency_id == desk.agency.pk
    officers = visit.teams.get().officers.all()
    assert {row.source for row in officers} == {OfficerSource.ASSIGNED}
    assert {row.reason for row in officers} == {"有因检查：投诉举报、信访、12345"}
    entry = Entry.objects.get(action="visit.ordered")
    assert "太12345" not in entry.data  # whoever reads the ledger must not find the reporter


def elsewhere():
    kind = make.AgencyKindFactory(code="YJ")
    return make.OfficerFactory(agency=make.AgencyFactory(kind=kind, name="尖草坪区应急管理局"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "because"}, "cause_unknown"),
        ({"kind": "complaint", "is_emergency": True}, "cause_no_emergency"),
        ({"document_number": " "}, "document_missing"),
        ({"document_from": ""}, "document_source_missing"),
        ({"reason": ""}, "reason_missing"),
        ({"document_on": date(2026, 9, 2)}, "document_in_future"),
        ({"document_on": date(2026, 8, 3)}, "cause_expired"),
        ({"item_version_ids": ()}, "cause_items"),
        ({"officer_ids": "of another agency"}, "officer_of_another_agency"),
    ],
)
@pytest.mark.engine("sqlite")
def test_what_is_not_a_lawful_cause_is_refused_with_its_reason(desk, changes, code):
    if code == "officer_of_another_agency":
        changes = {"officer_ids": (elsewhere().pk,)}
    assert refused(desk.order, **changes).code == code
    assert not Visit.objects.exists()


@pytest.mark.engine("sqlite")
def test_only_preparers_of_the_place_order_and_what_they_cannot_see_does_not_exist(desk, stranger):
    for person in (desk.head, desk.inspector, replace(desk.handler, user_id=None)):
        with pytest.raises(NotAllowed):
            desk.order(actor=person)
    with pytest.raises(NotFound):
        desk.order(actor=stranger["handler"])
    others = make.ItemVersionFactory(agency_kind=make.AgencyKindFactory(code="XF"))
    assert refused(desk.order, item_version_ids=(others.pk,)).code == "cause_items"


def test_one_document_is_good_for_one_visit_and_a_cancelled_visit_gives_it_back(desk):
    visit = desk.order()
    second = refused(desk.order)
    assert (second.code, visit.number in str(second)) == ("document_used", True)
    assert desk.order(entity_id=make.EntityFactory().pk)
    act.cancel_visit(actor=desk.handler, visit_id=visit.pk, reason="举报人撤回")
    assert Clock.objects.get(matter_id=str(visit.pk)).state == ClockState.CANCELLED
    assert desk.order()


def test_a_cause_excuses_from_cap_and_notice_only_as_long_as_its_document_holds(desk, today):
    visit = desk.order()
    act.set_visit_date(actor=desk.handler, visit_id=visit.pk, planned_on=date(2026, 9, 5))  # a Saturday, no notice
    team = visit.teams.get()
    act.submit_team(actor=desk.handler, team_id=team.pk)
    act.approve_team(actor=desk.head, team_id=team.pk)
    ground = VisitCause.objects.filter(visit=visit)
    ground.update(valid_until=date(2026, 9, 5))
    late = refused(act.issue_code, actor=desk.handler, visit_id=visit.pk)
    assert [one.code for one in late.refusals] == ["cause_expired"]
    ground.update(valid_until=date(2026, 9, 22), withdrawn_at=make.NOW)
    bare = refused(act.issue_code, actor=desk.handler, visit_id=visit.pk)
    assert [one.code for one in bare.refusals] == ["cause_unfounded"]
    ground.update(withdrawn_at=None)
    act.issue_code(actor=desk.handler, visit_id=visit.pk)
    today.move_to(make.at(10, on=date(2026, 9, 5)))
    act.record_entry(actor=desk.inspector, visit_id=visit.pk)
    assert Clock.objects.get(matter_id=str(visit.pk)).state == ClockState.MET


def test_an_emergency_is_checked_first_and_approved_after(desk, today):
    visit = desk.emergency()
    team = visit.teams.get()
    assert (visit.state, visit.planned_on) == (VisitState.CODED, make.NOW.date())
    todo = Todo.objects.get(matter_id=str(team.pk), step="approve")
    assert (todo.title[:9], todo.clock.parameter_code) == ("补办紧急检查的批准", AFTERWARDS)
    today.move_to(make.at(11, on=make.NOW.date()))
    # T07: they went in before there was a code, which is shown before they leave.
    act.record_entry(actor=desk.inspector, visit_id=visit.pk, at=make.at(8, on=make.NOW.date()))
    item = team.items.get()
    act.enter_item_result(actor=desk.inspector, item_id=item.pk, outcome=Outcome.FAIL, note="配电箱过热")
    act.record_exit(actor=desk.inspector, visit_id=visit.pk)
    early = refused(act.submit_results, actor=desk.inspector, team_id=team.pk)
    assert early.code == "V05"
    act.approve_team(actor=desk.head, team_id=team.pk)
    assert Clock.objects.get(parameter_code=AFTERWARDS).state == ClockState.MET
    assert act.submit_results(actor=desk.inspector, team_id=team.pk).state == "entered"


def test_an_emergency_nobody_approves_in_time_goes_to_the_superior(desk, today):
    visit = desk.emergency()
    today.shift(timedelta(days=4))
    check_clocks(actor=Actor.system("定时任务：检查时限", "casework.run_clocks"))
    clock = Clock.objects.get(parameter_code=AFTERWARDS)
    assert clock.state == ClockState.EXPIRED
    assert Entry.objects.filter(action="clock.expired", subject_id=str(clock.pk)).exists()
    act.approve_team(actor=desk.head, team_id=visit.teams.get().pk)
    clock.refresh_from_db()
    assert clock.state == ClockState.MET_LATE
    [line] = queries.override_figures(2026).lines
    assert (line.emergencies, line.late, line.in_time) == (1, 1, 0)


def test_a_head_who_says_no_before_anybody_went_in_stops_it_and_afterwards_is_asked_again(desk, today):
    visit = desk.emergency()
    team = visit.teams.get()
    act.decline_team(actor=desk.head, team_id=team.pk, note="没有紧急情形")
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED
    assert not VisitCode.objects.filter(revoked_at=None).exists()
    with pytest.raises(VisitRefused, match="尚未批准"):
        act.issue_code(actor=desk.handler, visit_id=visit.pk)

    other = desk.emergency(entity_id=make.EntityFactory().pk)
    act.record_entry(actor=desk.inspector, visit_id=other.pk)
    team = other.teams.get()
    act.decline_team(actor=desk.head, team_id=team.pk, note="请写明现场情况")
    other.refresh_from_db()
    assert other.state == VisitState.UNDERWAY
    assert Clock.objects.get(matter_id=str(team.pk), parameter_code=AFTERWARDS).state == ClockState.RUNNING
    today.shift(timedelta(days=1))
    act.submit_team(actor=desk.handler, team_id=team.pk)  # the day is past, the approval is not
    assert act.approve_team(actor=desk.head, team_id=team.pk).state == "approved"


def test_of_a_cancelled_visit_nobody_is_asked_any_more(desk):
    visit = desk.emergency()
    act.cancel_visit(actor=desk.handler, visit_id=visit.pk, reason="误报")
    team = visit.teams.get()
    for verb, person, given in (("approve", desk.head, {}), ("decline", desk.head, {"note": "不妥"})):
        with pytest.raises(IllegalTransition, match="已经取消"):
            getattr(act, f"{verb}_team")(actor=person, team_id=team.pk, **given)


def test_even_an_emergency_needs_two_officers_with_certificates(desk):
    short = refused(desk.emergency, officer_ids=(desk.officers[0].pk,))
    assert [one.code for one in short.refusals] == ["V03"]
    assert not Visit.objects.exists()


def test_no_emergency_may_be_entered_before_its_approval_by_anything_but_a_cause(story):
    story.dated()
    with pytest.raises(IllegalTransition):
        act.record_entry(actor=story.inspector, visit_id=story.visit.pk)


def test_what_departments_do_outside_the_plan_is_counted_by_kind(
    desk, story, another_story, django_assert_num_queries
):
    story.coded()
    desk.emergency()
    visit = desk.order(document_number="另一件")
    with django_assert_num_queries(4):
        figures = queries.override_figures(2026)
    line = next(line for line in figures.lines if line.agency_id == desk.agency.pk)
    assert (line.planned, line.by_kind, line.share) == (1, {"accident": 1}, 50.0)
    assert figures.kinds == (("accident", "发生事故"),)
    act.cancel_visit(actor=desk.handler, visit_id=visit.pk, reason="误报")
    Visit.objects.update(is_practice=True)
    assert queries.override_figures(2026).lines == ()


@pytest.mark.django_db(transaction=True)
def test_of_many_orders_at_once_with_one_document_one_visit_is_made(transactional_db, market, today):
    """Five clerks with the same complaint, and a planned visit that has used the cap up, all at the same moment."""
    desk = Desk(market)
    barrier, outcomes = threading.Barrier(6), []

    def ask(number):
        barrier.wait()
        try:
            desk.emergency(document_number="事故〔2026〕1号" if number else "事故〔2026〕2号")
            outcomes.append("ordered")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["document_used"] * 4 + ["ordered"] * 2, (connection.vendor, outcomes)
    assert VisitCode.objects.count() == Visit.objects.count() == VisitCause.objects.count() == 2
