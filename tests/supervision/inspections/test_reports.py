"""入企反映: anybody may say that somebody came without a code; it is somebody's matter until it is answered."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from tests.foundation.org import factories as org
from tests.supervision.inspections import factories as make
from tongjian.foundation.casework.choices import ClockState, TodoState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.models import EntryReport, WatchNotice
from tongjian.supervision.inspections.queries.watching import WATCHERS

WATCHER = Actor.system("定时任务：监督巡查", "inspections.watch")


@pytest.fixture
def city(reference):
    """The county has a coordinator too, but nobody works there yet."""
    kind = make.AgencyKindFactory(code="XZSP", is_coordinator=True)
    make.AgencyFactory(kind=kind, name="尖草坪区行政审批服务管理局")
    city = make.RegionFactory(code="140100")
    agency = make.AgencyFactory(kind=kind, region=city, name="太原市行政审批服务管理局")
    org.PostFactory(agency=agency, role="coordinator")
    return agency


@pytest.fixture
def coordinator(city):
    return make.actor_in(city, "coordinator")


def content(**changes):
    given = {
        "region_code": "140108",
        "entity_name": "晋味轩餐饮",
        "entered_on": make.NOW.date(),
        "what": "两人自称街道办的，不出示检查码，要看台账",
        "sender": "a",
    }
    return act.ReportContent(**given | changes)


def report(**changes):
    return act.report_entry(actor=Actor.public(), content=content(**changes))


def conclude(actor, reported, **changes):
    given = {"conclusion": "unfounded", "reply": "经核查，当日没有人员入企检查。"}
    return act.conclude_report(actor=actor, report_id=reported.pk, **given | changes)


def test_a_report_becomes_a_matter_of_the_nearest_coordinator_with_clock_to_do_and_receipt(city):
    reported = report()
    assert (reported.agency, reported.number) == (city, "反映-140108-2026-000001")
    clock = Clock.objects.get(matter_id=str(reported.pk))
    todo = Todo.objects.get(matter_id=str(reported.pk))
    assert (clock.amount, clock.unit, todo.clock, todo.agency) == ("15", "WD", clock, city)
    seen = queries.state_of_report(reported.receipt.lower())
    assert (seen.number, seen.owner, seen.conclusion) == (reported.number, city.name, "")
    assert queries.state_of_report("2222-2222-2222") is None
    entry = Entry.objects.get(action="entry_report.received")
    assert "晋味轩" not in entry.data and reported.receipt not in entry.data


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"region_code": "999999"}, "region_unknown"),
        ({"entity_name": " "}, "entity_missing"),
        ({"what": ""}, "what_missing"),
        ({"entered_on": date(2026, 9, 2)}, "entered_on_wrong"),
        ({"entered_on": date(2025, 8, 1)}, "entered_on_wrong"),
    ],
)
def test_what_cannot_be_followed_up_is_refused(city, changes, code):
    with pytest.raises(RuleViolated) as refused:
        report(**changes)
    assert refused.value.code == code


@pytest.mark.engine("sqlite")
def test_where_nobody_coordinates_people_are_told_whom_to_call(reference):
    make.RegionFactory()
    with pytest.raises(RuleViolated, match="12345"):
        report()


def test_one_sender_reports_so_often_a_day_and_a_place_receives_so_many_an_hour(city, today):
    for _ in range(5):
        report()
    with pytest.raises(RuleViolated, match="稍后再试"):
        report()
    assert report(sender="b").number.endswith("000006")  # what was refused used no number up
    today.shift(timedelta(days=1))
    report()
    Parameter.objects.filter(code="report.most_per_region").update(value="1")
    with pytest.raises(RuleViolated, match="稍后再试"):
        report(sender="c")
    today.shift(timedelta(hours=2))
    report(sender="c")


@pytest.mark.engine("sqlite")
def test_a_sender_is_a_word_that_is_another_one_tomorrow(today):
    first = queries.sender_of("10.1.2.3")
    assert first == queries.sender_of("10.1.2.3") != queries.sender_of("10.1.2.4")
    assert "10.1" not in first
    today.shift(timedelta(days=1))
    assert queries.sender_of("10.1.2.3") != first


def test_the_owner_concludes_and_the_reporter_reads_the_reply(city, coordinator, market, stranger):
    reported = report()
    with pytest.raises(NotFound):
        conclude(make.actor_in(market, "handler"), reported)  # who may be meant does not read it
    with pytest.raises(NotAllowed):
        conclude(make.actor_in(city, "handler"), reported)
    for changes, code in [
        ({"conclusion": "whatever"}, "conclusion_unknown"),
        ({"reply": ""}, "reply_missing"),
        ({"conclusion": "uncoded"}, "accused_missing"),
        ({"conclusion": "lawful", "visit_number": "检查-1"}, "visit_missing"),
    ]:
        with pytest.raises(RuleViolated) as refused:
            conclude(coordinator, reported, **changes)
        assert refused.value.code == code
    conclude(coordinator, reported)
    assert Clock.objects.get(matter_id=str(reported.pk)).state == ClockState.MET
    assert Todo.objects.get(matter_id=str(reported.pk)).state == TodoState.DONE
    seen = queries.state_of_report(reported.receipt)
    assert (seen.conclusion, seen.reply) == ("反映不属实", "经核查，当日没有人员入企检查。")
    with pytest.raises(NotAllowed, match="已经办结"):
        conclude(coordinator, reported)


def test_a_lawful_visit_is_named_and_found_beside_the_report(city, coordinator, story):
    story.coded()
    reported = report(entered_on=make.DAY - timedelta(days=9))
    story.visit.__class__.objects.filter(pk=story.visit.pk).update(planned_on=reported.entered_on)
    assert queries.visits_near(coordinator, reported) == [story.visit]
    done = conclude(coordinator, reported, conclusion="lawful", visit_number=story.visit.number)
    assert done.visit == story.visit


def test_w03_the_second_entry_without_a_code_is_told_of_and_every_further_one(city, coordinator, market):
    for n in range(3):
        conclude(coordinator, report(), conclusion="uncoded", accused_id=market.pk)
        assert len(list(WATCHERS["W03"]())) == n
    assert act.run_watchers(actor=WATCHER)["W03"] == 2
    conclude(coordinator, report(), conclusion="excused", accused_id=market.pk)
    assert act.run_watchers(actor=WATCHER)["W03"] == 0
    newest = WatchNotice.objects.filter(rule="W03").order_by("-opened_at", "-pk")[0]
    assert newest.parts.get().agency == market


@pytest.mark.django_db(transaction=True)
def test_however_many_come_at_once_the_limit_holds(transactional_db, city, today):
    barrier, outcomes = threading.Barrier(8), []

    def ask():
        barrier.wait()
        try:
            outcomes.append(report().number[-1])
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == [*"12345", *["too_many_reports"] * 3]
    assert EntryReport.objects.count() == 5
