"""The watchers: what they find, what they leave alone, and that the same fact is told of once."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.foundation.org import factories as org
from tests.supervision.inspections import factories as make
from tongjian.foundation.casework.choices import ClockState, TodoState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.rulebook.models import Parameter
from tongjian.pure.disparity import compare
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.models import ItemResult, Visit, VisitItem, VisitOfficer, VisitTeam, WatchNotice
from tongjian.supervision.inspections.queries.watching import WATCHERS

WATCHER = Actor.system("定时任务：监督巡查", "inspections.watch")
TODAY = make.NOW.date()


@pytest.fixture
def item(market):
    return make.ItemVersionFactory(agency_kind=market.kind)


@pytest.fixture
def entity(reference):
    return make.EntityFactory()


@pytest.fixture
def was_there(market, item, entity):
    """A visit that took place so many days ago, with its result reviewed; ahead where the days are negative."""

    def build(days, *, agency=market, fails=False, officer=None, **fields):
        on = TODAY - timedelta(days=days)
        given = {"entity": entity, "planned_on": on, "state": "reviewed" if days >= 0 else "planned"}
        given |= {"window_from": on, "window_until": on + timedelta(days=5)}
        visit = make.VisitFactory(**given | fields)
        reviewed = {"state": "reviewed", "approved_by": uuid4(), "approved_at": make.NOW, "reviewed_by": uuid4()}
        team = VisitTeam.objects.create(visit=visit, agency=agency, role="lead", **(reviewed if days >= 0 else {}))
        part = VisitItem.objects.create(team=team, item_version=item)
        for outcome in ["fail", "pass"] if not fails else ["pass", "fail"]:  # the newest counts
            ItemResult.objects.create(item=part, outcome=outcome, by=uuid4(), at=make.NOW)
        if officer:
            VisitOfficer.objects.create(team=team, place=1, officer=officer, source="drawn")
        return visit

    return build


def facts(rule):
    return list(WATCHERS[rule]())


def opened(rule):
    act.run_watchers(actor=WATCHER)
    return WatchNotice.objects.filter(rule=rule)


@pytest.mark.parametrize(("days", "found"), [(60, 1), (61, 0)])
def test_w01_two_planned_visits_within_sixty_days_whoever_makes_them(was_there, fire, market, days, found):
    was_there(days + 1)
    was_there(1, agency=fire)
    assert [fact.agency_ids for fact in facts("W01")] == [{market.pk, fire.pk}] * found


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    "fields", [{"cause": "complaint"}, {"state": "cancelled", "cancelled_reason": "停业"}, {"is_practice": True}]
)
def test_w01_leaves_alone_what_had_a_cause_did_not_happen_or_was_practice(was_there, fields):
    was_there(10)
    was_there(1, **fields)
    assert facts("W01") == []


def test_w01_goes_by_the_window_of_the_place_and_does_not_dig_in_the_past(was_there):
    was_there(140)
    was_there(120)
    was_there(40)
    was_there(1)
    assert len(facts("W01")) == 1
    everyone = Parameter.objects.get(code="T09a")
    own = {field.name: getattr(everyone, field.name) for field in Parameter._meta.fields if field.name != "id"}
    Parameter.objects.create(**own | {"scope_region": "140100", "value": "30"})
    assert facts("W01") == []


def test_w02_what_a_superior_of_the_line_checked_within_three_months_is_not_checked_again(was_there, market, fire):
    city = make.RegionFactory(code="140100", level="city")
    make.RegionFactory._meta.model.objects.filter(pk="140108").update(level="county")
    superior = make.AgencyFactory(kind=market.kind, region=city, name="太原市市场监督管理局")
    was_there(92, agency=superior)  # 1 June: three months end on 1 September
    last = was_there(1)
    [fact] = facts("W02")
    assert (fact.visit_id, fact.agency_ids) == (last.pk, {market.pk})
    assert "太原市市场监督管理局" in fact.sentence
    Visit.objects.filter(pk=last.pk).update(planned_on=TODAY)
    assert facts("W02") == []  # the three months are over
    Visit.objects.filter(pk=last.pk).update(planned_on=TODAY - timedelta(days=5), cause="complaint")
    assert facts("W02") == []


@pytest.mark.engine("sqlite")
def test_w02_knows_who_stands_above_whom(was_there, market):
    city = make.RegionFactory(code="140100", level="city")
    make.RegionFactory._meta.model.objects.filter(pk="140108").update(level="county")
    was_there(20)
    was_there(1, agency=make.AgencyFactory(kind=market.kind, region=city, name="太原市市场监督管理局"))
    assert facts("W02") == []


def test_w08_visits_ahead_that_lie_close_together_are_to_be_joined(was_there, fire, market):
    was_there(-1)
    was_there(-30, agency=fire)
    was_there(-90)
    [fact] = facts("W08")
    assert fact.agency_ids == {market.pk, fire.pk}


def test_w09_what_can_all_be_checked_off_site_needs_no_entry(was_there, item):
    was_there(-3)
    assert facts("W09") == []
    ItemVersion.objects.filter(pk=item.pk).update(method="书面检查")
    assert len(facts("W09")) == 1
    VisitItem.objects.create(
        team=VisitTeam.objects.get(), item_version=make.ItemVersionFactory(agency_kind=item.item.agency_kind)
    )
    assert facts("W09") == []


def test_w14_three_clean_visits_in_a_row_of_one_department_are_to_be_explained(was_there, fire):
    for days in (80, 60):
        was_there(days)
    was_there(50, agency=fire)
    was_there(40, fails=True)
    was_there(30)
    was_there(20)
    assert facts("W14") == []
    last = was_there(10)
    assert [fact.visit_id for fact in facts("W14")] == [last.pk]


def test_w15_an_officer_who_finds_far_less_than_the_colleagues_with_numbers_to_judge_by(was_there, market, entity):
    blind, keen = (make.OfficerFactory(agency=market) for _ in range(2))
    for n in range(20):
        was_there(n, officer=blind, entity=make.EntityFactory())
        was_there(n, officer=keen, entity=make.EntityFactory(), fails=n % 2 == 0)
    less = [fact for fact in facts("W15") if str(blind.pk) in fact.key]
    assert [fact.key for fact in less] == [f"{blind.pk}:2026H2"]
    details = dict(less[0].details)
    assert details["近 12 个月检查"] == "20 次，发现问题 0 次（0.0%）"
    assert details["同部门其他人员"] == "20 次，发现问题 10 次（50.0%）"
    assert details["效应量 Cohen h"].startswith("-1.57")
    assert blind.name not in less[0].title  # the title goes into the ledger
    Parameter.objects.filter(code="watch.rate_least").update(value="21")
    assert facts("W15") == []


def test_w16_a_department_beside_its_kind_elsewhere(was_there, market):
    elsewhere = make.AgencyFactory(region=make.RegionFactory(code="140106"), name="迎泽区市场监督管理局")
    for n in range(25):
        was_there(n, entity=make.EntityFactory(), fails=n % 5 != 0)
        was_there(n, agency=elsewhere, entity=make.EntityFactory(), fails=n % 5 == 0)
    found = facts("W16")
    assert {fact.agency_ids for fact in found} == {frozenset([market.pk]), frozenset([elsewhere.pk])}
    assert all("差异不等于问题" in fact.sentence for fact in found)


def test_the_comparison_agrees_with_published_numbers():
    """Newcombe 1998, table II (a): 56/70 against 48/80 has 0.0524 to 0.3339 by method 10."""
    found = compare(56, 70, 48, 80)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert round(found.effect, 3) == 0.442
    with pytest.raises(ValueError, match="members"):
        compare(2, 1, 0, 1)


def test_each_watcher_asks_a_constant_number_of_queries(was_there, django_assert_max_num_queries):
    for n in range(12):
        was_there(n, entity=make.EntityFactory())
        was_there(n)
    for rule, look in WATCHERS.items():
        with django_assert_max_num_queries(6, info=rule):
            list(look())


@pytest.fixture
def notice(was_there, fire):
    was_there(20)
    was_there(1, agency=fire)
    [found] = opened("W01")
    return found


def part_of(notice, agency):
    return notice.parts.get(agency=agency)


def test_a_fact_opens_one_notice_with_a_clock_and_a_to_do_for_each_department(notice, market, fire):
    assert act.run_watchers(actor=WATCHER)["W01"] == 0
    for agency in (market, fire):
        part = part_of(notice, agency)
        clock = Clock.objects.get(matter_id=str(part.pk))
        todo = Todo.objects.get(matter_id=str(part.pk))
        assert (clock.parameter_code, clock.amount, todo.clock_id) == ("watch.answer", "10", clock.pk)
        assert (todo.agency_id, todo.url) == (agency.pk, notice.get_absolute_url())
    assert notice.is_design  # sixty days are nobody's law
    assert "借鉴海南省" in notice.citation
    assert Entry.objects.filter(action="watch.opened").count() == 1
    with pytest.raises(NotAllowed):
        act.run_watchers(actor=make.actor_in(market, "head"))


def test_each_department_explains_or_corrects_and_the_last_answer_closes_it(notice, market, fire, stranger):
    ours, theirs = part_of(notice, market), part_of(notice, fire)
    handler, other = make.actor_in(market, "handler"), make.actor_in(fire, "head")

    def answer(actor=handler, part=ours, answer="explained", note="两次事项不同，已提请合并"):
        return act.answer_notice(actor=actor, part_id=part.pk, answer=answer, note=note)

    with pytest.raises(NotFound):
        answer(actor=stranger["handler"])
    for person in (other, make.actor_in(market, "inspector"), replace(handler, user_id=None)):
        with pytest.raises(NotAllowed):
            answer(actor=person)
    for wrong in ({"answer": "ignored"}, {"note": " "}):
        with pytest.raises(RuleViolated):
            answer(**wrong)
    answer()
    notice.refresh_from_db()
    assert (notice.closed_at, Todo.objects.get(matter_id=str(ours.pk)).state) == (None, TodoState.DONE)
    assert Clock.objects.get(matter_id=str(ours.pk)).state == ClockState.MET
    with pytest.raises(NotAllowed, match="已经答复"):
        answer()
    answer(actor=other, part=theirs, answer="corrected", note="已取消重复检查")
    notice.refresh_from_db()
    assert notice.closed_at


def test_the_asked_their_superiors_and_the_coordinator_see_a_notice_and_nobody_else(notice, market, stranger):
    make.AgencyFactory._meta.model.objects.filter(pk=market.pk).update(
        line_superior=make.AgencyFactory(region=make.RegionFactory(code="140000"), name="山西省市场监督管理局")
    )
    superior = make.AgencyFactory._meta.model.objects.get(name="山西省市场监督管理局")
    kind = make.AgencyKindFactory(code="XZSP", is_coordinator=True)
    coordinator = make.AgencyFactory(kind=kind, region=make.RegionFactory(code="140100"), name="太原市行政审批局")
    for agency in (market, superior, coordinator):
        assert queries.get_notice(make.actor_in(agency, "handler"), notice.pk)
    with pytest.raises(NotFound):
        queries.get_notice(stranger["handler"], notice.pk)
    assert queries.count_notices_to_answer(make.actor_in(market, "handler")) == 1
    [figure] = queries.watch_figures(make.actor_in(market, "handler"))
    assert (figure.rule, figure.total, figure.open) == ("W01", 1, 1)


def test_an_answer_that_explains_nothing_goes_back_with_a_new_clock(notice, market, fire, stranger):
    kind = make.AgencyKindFactory(code="XZSP", is_coordinator=True)
    agency = make.AgencyFactory(kind=kind, region=make.RegionFactory(code="140100"), name="太原市行政审批局")
    coordinator, part = make.actor_in(agency, "coordinator"), part_of(notice, market)

    def send_back(actor=coordinator, note="没有说明为什么要查两次"):
        return act.return_answer(actor=actor, part_id=part.pk, note=note)

    with pytest.raises(NotAllowed, match="还没有答复"):
        send_back()
    for one in (part, part_of(notice, fire)):
        act.answer_notice(
            actor=make.actor_in(one.agency, "handler"), part_id=one.pk, answer="explained", note="工作需要"
        )
    with pytest.raises(NotFound):
        send_back(actor=stranger["head"])
    for person in (make.actor_in(market, "head"), make.actor_in(fire, "head"), make.actor_in(agency, "handler")):
        with pytest.raises(NotAllowed):
            send_back(actor=person)
    with pytest.raises(RuleViolated):
        send_back(note=" ")
    send_back()
    notice.refresh_from_db()
    assert (notice.closed_at, part_of(notice, market).answer) == (None, "")
    states = Clock.objects.filter(matter_id=str(part.pk)).order_by("started_at", "pk").values_list("state", flat=True)
    assert list(states) == [ClockState.MET, ClockState.RUNNING]
    assert Todo.objects.get(matter_id=str(part.pk), state=TodoState.OPEN).title.startswith("重新答复")
    act.answer_notice(actor=make.actor_in(market, "head"), part_id=part.pk, answer="corrected", note="已合并")
    notice.refresh_from_db()
    assert notice.closed_at


def test_w17_the_third_case_of_a_year_in_a_county_asks_its_coordinator(notice, fire):
    kind = make.AgencyKindFactory(code="XZSP", is_coordinator=True)
    agency = make.AgencyFactory(kind=kind, region=make.RegionFactory(code="140100"), name="太原市行政审批局")
    org.PostFactory(agency=agency, role="coordinator")

    def case(n, **fields):
        return WatchNotice.objects.create(
            **{"rule": "W01", "key": f"{n}", "region": notice.region, "title": "又一户", "opened_at": make.NOW}
            | fields
        )

    case(1)
    case(2, is_practice=True)
    case(3, opened_at=make.NOW - timedelta(days=366))
    assert facts("W17") == []
    last = case(4)
    [fact] = facts("W17")
    assert (fact.key, fact.agency_ids) == (str(last.pk), {agency.pk})
