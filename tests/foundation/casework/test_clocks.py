"""Limits: due by the rule of the day they began, paused, extended once, warned about, expired once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.config.subscribers import SUBSCRIBERS
from tongjian.foundation.casework import operations, queries, tasks
from tongjian.foundation.casework.choices import ClockState, TodoState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Delivery, Entry
from tongjian.foundation.ledger.operations import deliver_events
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Region
from tongjian.foundation.rulebook.models import Parameter
from tongjian.foundation.rulebook.operations import load_calendar_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

ZONE = ZoneInfo("Asia/Shanghai")
JOB = Actor.system("测试", "casework.run_clocks")
START = datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)  # a Tuesday


def at(day, hour=0):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=ZONE) + timedelta(hours=hour)


@pytest.fixture(autouse=True)
def ten_workdays():
    """A rule of the tests: ten working days, which may be extended by five."""
    return Parameter.objects.create(
        code="X10",
        title="测试时限",
        kind="duration",
        value="10",
        unit="WD",
        extension_value="5",
        extension_unit="WD",
        citation="某办法第10条",
        confidence="found",
    )


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def officer(agency):
    return actor_in(agency, Role.HEAD)


def start(officer, matter=None, *, code="X10", began=START):
    matter = matter or Region.objects.get(pk="140105")
    return operations.start_clock(
        actor=officer,
        parameter_code=code,
        matter=matter,
        title="公示检查结果",
        agency_id=officer.agency_id,
        started_at=began,
        url="/visits/1/",
    )


def test_a_clock_is_due_by_the_rule_in_working_days(officer):
    clock = start(officer)
    # 2 to 15 September are ten working days; 24:00 of the last one.
    assert clock.due_at == at("2026-09-16")
    assert (clock.amount, clock.unit, clock.citation) == ("10", "WD", "某办法第10条")
    assert not clock.is_provisional
    assert Entry.objects.get(action="clock.started").subject_id == str(clock.pk)


def test_public_holidays_do_not_count(officer):
    clock = start(officer, began=at("2026-09-28", 9))
    assert clock.due_at > at("2026-10-14")


def test_the_rule_as_of_the_start_counts_whatever_came_later(officer, ten_workdays):
    ten_workdays.valid_until = date(2026, 9, 10)
    ten_workdays.save()
    Parameter.objects.create(
        code="X10", title="x", kind="duration", value="1", unit="D", valid_from=date(2026, 9, 10),
        citation="新", confidence="found",
    )  # fmt: skip
    assert start(officer).amount == "10"
    assert start(officer, began=at("2026-09-10", 9)).amount == "1"


def test_the_agencys_own_rule_wins(officer, agency):
    Parameter.objects.create(
        code="X10", title="x", kind="duration", value="3", unit="WD", scope_region=agency.region_id,
        citation="县里", confidence="found",
    )  # fmt: skip
    assert start(officer).amount == "3"


@pytest.mark.parametrize("value", ["", "尽快"])
def test_without_a_limit_the_clock_says_so_and_somebody_gets_a_to_do(officer, ten_workdays, value):
    ten_workdays.value = value
    ten_workdays.save()
    clock = start(officer)
    assert clock.due_at is None
    todo = Todo.objects.get()
    assert "未设定" in todo.title
    assert todo.agency_id == officer.agency_id
    assert queries.share_left(clock) is None
    assert operations.check_clocks(actor=JOB) == {"warned": 0, "expired": 0, "reminded": 0}


def test_nobody_without_a_capability_starts_clocks(officer):
    with pytest.raises(NotAllowed):
        operations.start_clock(
            actor=Actor.public(), parameter_code="X10", matter=Region(), title="x", agency_id=officer.agency_id
        )


def test_it_warns_at_a_third_and_at_a_tenth_and_once_each(officer):
    clock = start(officer)
    whole = clock.due_at - clock.started_at
    for left, warned in [(0.31, 0), (0.30, 1), (0.20, 0), (0.10, 1), (0.05, 0)]:
        with time_machine.travel(clock.due_at - whole * left, tick=False):
            assert operations.check_clocks(actor=JOB)["warned"] == warned, left
    clock.refresh_from_db()
    assert clock.warned_first_at < clock.warned_last_at
    assert Todo.objects.get(step="limit").title == "即将到期：公示检查结果"


def test_a_job_that_slept_warns_once(officer):
    clock = start(officer)
    with time_machine.travel(clock.due_at - timedelta(hours=1), tick=False):
        assert operations.check_clocks(actor=JOB)["warned"] == 1
        assert operations.check_clocks(actor=JOB)["warned"] == 0


def test_it_expires_once_and_tells_those_above(officer, monkeypatch):
    heard = []

    def hear(event):
        heard.append(event)

    monkeypatch.setitem(SUBSCRIBERS, "clock.expired", [hear])
    clock = start(officer)
    with time_machine.travel(clock.due_at, tick=False):
        assert operations.check_clocks(actor=JOB)["expired"] == 1
        assert operations.check_clocks(actor=JOB)["expired"] == 0
    clock.refresh_from_db()
    assert clock.state == ClockState.EXPIRED
    assert Delivery.objects.get(event="clock.expired").payload["clock_id"] == str(clock.pk)
    assert Entry.objects.filter(action="clock.expired").count() == 1
    assert Todo.objects.get(step="limit").title == "已超期：公示检查结果"


def test_only_the_job_checks_clocks(officer):
    with pytest.raises(NotAllowed):
        operations.check_clocks(actor=officer)


def test_time_stands_still_while_suspended(officer):
    clock = start(officer)
    due = clock.due_at
    with time_machine.travel(at("2026-09-03", 9), tick=False):
        operations.suspend_clock(actor=officer, clock_id=clock.pk, ground="testing", reason="送检")
    with time_machine.travel(at("2026-09-20"), tick=False):
        assert operations.check_clocks(actor=JOB) == {"warned": 0, "expired": 0, "reminded": 0}
        resumed = operations.resume_clock(actor=officer, clock_id=clock.pk, reason="已出具报告")
    assert resumed.due_at - due == at("2026-09-20") - at("2026-09-03", 9)
    assert [change.kind for change in clock.changes.all()] == ["suspend", "resume"]


def test_what_is_left_is_the_same_before_and_after_a_suspension(officer):
    clock = start(officer)
    with time_machine.travel(at("2026-09-03", 9), tick=False):
        before = clock.due_at - timezone.now()
        operations.suspend_clock(actor=officer, clock_id=clock.pk, ground="testing", reason="鉴定")
    with time_machine.travel(at("2026-12-01"), tick=False):
        resumed = operations.resume_clock(actor=officer, clock_id=clock.pk, reason="已出具报告")
        assert resumed.due_at - timezone.now() == before


def test_suspending_needs_a_reason_and_a_running_clock(officer):
    clock = start(officer)
    with pytest.raises(RuleViolated, match="理由"):
        operations.suspend_clock(actor=officer, clock_id=clock.pk, ground="testing", reason=" ")
    with pytest.raises(IllegalTransition):
        operations.resume_clock(actor=officer, clock_id=clock.pk, reason="已出具报告")
    operations.suspend_clock(actor=officer, clock_id=clock.pk, ground="testing", reason="听证")
    with pytest.raises(IllegalTransition):
        operations.suspend_clock(actor=officer, clock_id=clock.pk, ground="testing", reason="听证")


def test_it_is_extended_once_by_what_the_rule_allows(officer):
    clock = start(officer)
    extended = operations.extend_clock(actor=officer, clock_id=clock.pk, reason="案情复杂")
    # Five working days after 15 September: 16, 17, 18 September, then 20 (worked instead of a holiday), 21.
    assert at("2026-09-21") < extended.due_at <= at("2026-09-24")
    with pytest.raises(RuleViolated, match="已经延长过一次"):
        operations.extend_clock(actor=officer, clock_id=clock.pk, reason="再延")


def test_what_the_rule_does_not_allow_is_not_extended(officer, ten_workdays):
    ten_workdays.extension_value = ""
    ten_workdays.save()
    clock = start(officer)
    with pytest.raises(RuleViolated, match="没有规定可以延长") as refused:
        operations.extend_clock(actor=officer, clock_id=clock.pk, reason="x")
    assert refused.value.citation == "某办法第10条"


def test_an_extended_clock_warns_again(officer):
    clock = start(officer)
    with time_machine.travel(clock.due_at - timedelta(hours=1), tick=False):
        operations.check_clocks(actor=JOB)
        extended = operations.extend_clock(actor=officer, clock_id=clock.pk, reason="x")
    with time_machine.travel(extended.due_at - timedelta(hours=1), tick=False):
        assert operations.check_clocks(actor=JOB)["warned"] == 1


def test_the_act_it_waited_for_ends_it_in_time_or_late(officer):
    matter = Region.objects.get(pk="140105")
    start(officer, matter)
    with time_machine.travel(at("2026-09-02"), tick=False):
        assert operations.meet_clock(actor=officer, matter=matter, parameter_code="X10")
    late = start(officer, matter)
    with time_machine.travel(late.due_at + timedelta(seconds=1), tick=False):
        operations.check_clocks(actor=JOB)
        assert not operations.meet_clock(actor=officer, matter=matter, parameter_code="X10")
    assert set(Clock.objects.values_list("state", flat=True)) == {ClockState.MET, ClockState.MET_LATE}
    assert operations.meet_clock(actor=officer, matter=matter, parameter_code="X10")


def test_clocks_of_a_matter_that_ended_run_no_more(officer):
    matter = Region.objects.get(pk="140105")
    clock = start(officer, matter)
    with pytest.raises(RuleViolated, match="理由"):
        operations.cancel_clocks(actor=officer, matter=matter, reason="")
    assert operations.cancel_clocks(actor=officer, matter=matter, reason="检查取消") == 1
    assert operations.cancel_clocks(actor=officer, matter=matter, reason="检查取消") == 0
    with time_machine.travel(clock.due_at + timedelta(days=1)):
        assert operations.check_clocks(actor=JOB)["expired"] == 0


def test_past_the_known_calendar_a_due_time_is_provisional_until_the_year_is_loaded(officer):
    clock = start(officer, began=at("2026-12-25", 9))
    assert clock.is_provisional
    assert clock.due_at == at("2027-01-09")

    _load_2027()
    deliver_events(actor=Actor.system("测试", "ledger.deliver"))

    clock.refresh_from_db()
    assert not clock.is_provisional
    assert clock.due_at == at("2027-01-13")  # 1 January is a holiday, 4 January too
    assert clock.changes.get().kind == "recompute"


def test_a_clock_somebody_changed_keeps_its_due_time(officer):
    clock = start(officer, began=at("2026-12-25", 9))
    with time_machine.travel(at("2026-12-28"), tick=False):
        extended = operations.extend_clock(actor=officer, clock_id=clock.pk, reason="x")
    _load_2027()
    assert operations.recompute_provisional_clocks(actor=JOB) == 0
    clock.refresh_from_db()
    assert clock.due_at == extended.due_at


def _load_2027():
    load_calendar_year(
        actor=Actor.system("测试", "rulebook.load"),
        year=2027,
        citation="国办发明电〔2026〕某号",
        days=[{"date": "2027-01-01", "kind": "holiday"}, {"date": "2027-01-04", "kind": "holiday"}],
    )


def test_recomputing_is_the_jobs_work_and_safe_to_repeat(officer):
    with pytest.raises(NotAllowed):
        operations.recompute_provisional_clocks(actor=officer)
    tasks.recompute_clocks({"known_until": "2028-01-01"})
    tasks.recompute_clocks({"known_until": "2028-01-01"})


def test_clocks_of_another_agency_do_not_exist(officer):
    clock = start(officer)
    stranger = actor_in(AgencyFactory(region=RegionFactory(code="140200")), Role.HANDLER)
    for act, given in ((operations.suspend_clock, {"ground": "testing"}), (operations.extend_clock, {})):
        with pytest.raises(NotFound):
            act(actor=stranger, clock_id=clock.pk, reason="x", **given)
    assert not queries.list_open_clocks(stranger).exists()
    assert queries.list_open_clocks(officer).get() == clock


def test_counts_say_how_the_agency_stands_in_one_query(officer, django_assert_num_queries):
    start(officer)
    expired = start(officer)
    Clock.objects.filter(pk=expired.pk).update(state=ClockState.EXPIRED)
    with django_assert_num_queries(1):
        counts = queries.count_clocks(officer)
    assert (counts.running, counts.expired, counts.near, counts.suspended, counts.unset) == (1, 1, 0, 0, 0)


def test_a_list_of_clocks_costs_the_same_however_long(officer, django_assert_num_queries):
    for _ in range(2):
        start(officer)
    with django_assert_num_queries(2):
        assert [list(clock.changes.all()) for clock in queries.list_open_clocks(officer)]
    for _ in range(6):
        start(officer)
    with django_assert_num_queries(2):
        assert [list(clock.changes.all()) for clock in queries.list_open_clocks(officer)]


def test_the_to_do_of_a_limit_is_one_and_follows_the_clock(officer):
    clock = start(officer)
    with time_machine.travel(clock.due_at - timedelta(hours=1), tick=False):
        operations.check_clocks(actor=JOB)
    with time_machine.travel(clock.due_at, tick=False):
        operations.check_clocks(actor=JOB)
    assert Todo.objects.filter(state=TodoState.OPEN).count() == 1
