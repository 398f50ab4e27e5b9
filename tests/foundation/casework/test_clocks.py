"""时限：started by a rule, warned, expired once; suspended, extended and recomputed with reason."""

from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, actor_in
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.casework.operations import (
    cancel_clocks,
    check_clocks,
    end_todos,
    extend_clock,
    meet_clock,
    next_number,
    open_todo,
    recompute_provisional_clocks,
    resume_clock,
    start_clock,
    suspend_clock,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.rulebook.operations import load_calendar_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
RUNNER = Actor.system("测试：时限", "casework.run_clocks")
START = "2026-11-02T09:00:00+08:00"


@pytest.fixture(autouse=True)
def on_the_first_day():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def handler(agency):
    return actor_in(agency)


def start(actor, agency, code="T01"):
    return start_clock(actor=actor, parameter_code=code, matter=agency, title="公示检查结果", agency_id=agency.pk)


def test_a_clock_is_due_by_the_rule_in_workdays(handler, agency):
    clock = start(handler, agency)
    assert timezone.localtime(clock.due_at) == timezone.make_aware(datetime(2026, 12, 1))
    assert (clock.amount, clock.unit, clock.is_provisional) == ("20", "WD", False)
    assert clock.citation


def test_without_a_rule_it_says_so_and_somebody_must_see_to_it(handler, agency):
    clock = start(handler, agency, "Z99")
    assert clock.due_at is None
    assert Todo.objects.get(matter_id=str(clock.pk)).agency == agency


def test_it_warns_twice_and_expires_once(handler, agency, on_the_first_day):
    clock = start(handler, agency)
    assert check_clocks(actor=RUNNER) == {"warned": 0, "expired": 0}
    on_the_first_day.move_to("2026-11-24T09:00:00+08:00")
    assert check_clocks(actor=RUNNER)["warned"] == 1
    assert check_clocks(actor=RUNNER)["warned"] == 0
    on_the_first_day.move_to("2026-11-29T09:00:00+08:00")
    assert check_clocks(actor=RUNNER)["warned"] == 1
    on_the_first_day.move_to("2026-12-01T00:00:01+08:00")
    assert check_clocks(actor=RUNNER)["expired"] == 1
    assert check_clocks(actor=RUNNER) == {"warned": 0, "expired": 0}
    assert Clock.objects.get(pk=clock.pk).state == ClockState.EXPIRED
    assert Entry.objects.filter(action="clock.expired").count() == 1


@pytest.mark.parametrize(
    ("day", "in_time", "state"),
    [("2026-11-30T23:00:00+08:00", True, ClockState.MET), ("2026-12-01T08:00:00+08:00", False, ClockState.MET_LATE)],
)
def test_the_act_ends_it_in_time_or_late(handler, agency, on_the_first_day, day, in_time, state):
    clock = start(handler, agency)
    on_the_first_day.move_to(day)
    assert meet_clock(actor=handler, matter=agency, parameter_code="T01") is in_time
    assert Clock.objects.get(pk=clock.pk).state == state


def test_time_that_does_not_count_moves_the_due_day(handler, agency, on_the_first_day):
    clock = start(handler, agency)
    due = clock.due_at
    with pytest.raises(RuleViolated, match="理由"):
        suspend_clock(actor=handler, clock_id=clock.pk, reason=" ")
    suspend_clock(actor=handler, clock_id=clock.pk, reason="检验检测")
    with pytest.raises(IllegalTransition):
        suspend_clock(actor=handler, clock_id=clock.pk, reason="再次")
    on_the_first_day.move_to("2026-11-05T09:00:00+08:00")
    resumed = resume_clock(actor=handler, clock_id=clock.pk)
    assert (resumed.due_at - due).days == 3


def test_only_what_the_rule_allows_is_added_and_only_once(handler, agency):
    clock = start(handler, agency, "P01")
    longer = extend_clock(actor=handler, clock_id=clock.pk, reason="案情复杂")
    assert longer.due_at > clock.due_at
    with pytest.raises(RuleViolated, match="延长过一次"):
        extend_clock(actor=handler, clock_id=clock.pk, reason="还不够")
    with pytest.raises(RuleViolated, match="没有规定可以延长"):
        extend_clock(actor=handler, clock_id=start(handler, agency).pk, reason="想延长")


def test_a_clock_of_another_agency_does_not_exist(handler, agency):
    clock = start(handler, agency)
    stranger = actor_in(AgencyFactory(code="140200-XX"))
    with pytest.raises(NotFound):
        suspend_clock(actor=stranger, clock_id=clock.pk, reason="越权")
    with pytest.raises(NotAllowed):
        check_clocks(actor=handler)


def test_a_provisional_day_is_computed_again_when_the_calendar_is_known(handler, agency, on_the_first_day):
    on_the_first_day.move_to("2026-12-30T09:00:00+08:00")
    clock = start(handler, agency, "P07")
    assert clock.is_provisional
    days = [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}]
    load_calendar_year(actor=Actor.system("测试", "rulebook.load"), year=2027, citation="某号", days=days)
    recompute_provisional_clocks(actor=RUNNER)
    clock.refresh_from_db()
    assert not clock.is_provisional
    assert timezone.localdate(clock.due_at) >= date(2027, 1, 5)


def test_a_matter_that_ended_otherwise_has_no_clock_running(handler, agency):
    start(handler, agency)
    assert cancel_clocks(actor=handler, matter=agency, reason="检查取消") == 1
    assert cancel_clocks(actor=handler, matter=agency, reason="检查取消") == 0


def test_a_todo_is_asked_for_once_and_seen_by_those_who_can_do_it(handler, agency):
    given = {
        "matter": agency,
        "step": "approve",
        "agency_id": agency.pk,
        "url": "/",
        "capability": "planning.enter_demand",
    }
    first = open_todo(actor=handler, title="甲", **given)
    assert open_todo(actor=handler, title="乙", **given) == first
    assert [todo.title for todo in queries.list_todos(handler)] == ["乙"]
    assert queries.count_todos(actor_in(agency, "inspector")) == 0
    assert end_todos(actor=handler, matter=agency, step="approve") == 1
    assert queries.count_todos(handler) == 0


def test_numbers_have_no_gaps(handler):
    assert [next_number(actor=handler, series="样例") for _ in range(3)] == [1, 2, 3]
    assert next_number(actor=handler, series="另一") == 1
