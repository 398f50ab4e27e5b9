"""A limit that passed is overseen from above; only the head changes a limit, and only as a rule allows."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, RegionFactory, actor_in
from tongjian.foundation.casework import operations, queries
from tongjian.foundation.casework.choices import ClockState, TodoState
from tongjian.foundation.casework.models import Clock, ClockChange, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Delivery
from tongjian.foundation.ledger.operations import deliver_events
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Parameter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

JOB = Actor.system("测试", "casework.run_clocks")
MAIL = Actor.system("测试", "ledger.deliver")


@pytest.fixture
def city():
    return AgencyFactory(region=RegionFactory(code="140100"), name="太原市市场监管局")


@pytest.fixture
def government():
    return AgencyFactory(kind=AgencyKindFactory(code="RMZF"), name="小店区人民政府")


@pytest.fixture
def county(city):
    return AgencyFactory(line_superior=city, name="小店区市场监管局")


@pytest.fixture
def clock(county):
    Parameter.objects.create(code="X1", title="x", kind="duration", value="1", unit="WD", citation="某办法第1条")
    return operations.start_clock(
        actor=actor_in(county, Role.HANDLER),
        parameter_code="X1",
        matter=county,
        title="公示检查结果",
        agency_id=county.pk,
        url="/visits/1/",
    )


def pass_time(until):
    with time_machine.travel(until, tick=False):
        operations.check_clocks(actor=JOB)
    with time_machine.travel(until + timedelta(minutes=1), tick=False):
        deliver_events(actor=MAIL)
        assert not Delivery.objects.exclude(state="delivered").exists()


def test_the_superior_of_the_line_oversees_what_expired_until_it_is_done(clock, city, county):
    pass_time(clock.due_at)
    head = actor_in(city, Role.HEAD)
    todo = queries.list_todos(head).get()
    assert (todo.step, todo.url) == ("oversee", clock.get_absolute_url())
    assert county.name in todo.title
    assert queries.get_clock(head, clock.pk) == clock
    assert queries.list_overdue(head).get() == clock
    operations.meet_clock(actor=actor_in(county, Role.HANDLER), matter=county, parameter_code="X1")
    assert not Todo.objects.filter(state=TodoState.OPEN).exists()
    assert not queries.list_overdue(head).exists()


def test_three_working_days_later_it_is_reminded_once_more_and_the_government_hears(clock, government):
    pass_time(clock.due_at)
    watcher = actor_in(government, Role.HEAD)
    assert queries.count_todos(watcher) == 0
    pass_time(clock.due_at + timedelta(days=12))
    assert queries.list_todos(watcher).get().title.startswith("再次督办")
    assert Todo.objects.get(step="limit").title.startswith("超期未办")
    with time_machine.travel(clock.due_at + timedelta(days=20), tick=False):
        assert operations.check_clocks(actor=JOB)["reminded"] == 0


def test_where_no_line_superior_is_on_record_the_government_oversees_at_once(clock, county, government):
    type(county).objects.filter(pk=county.pk).update(line_superior=None)
    pass_time(clock.due_at)
    assert queries.count_todos(actor_in(government, Role.COORDINATOR)) == 1


def test_a_home_that_does_not_know_the_second_reminder_goes_on_without_it(clock):
    Parameter.objects.filter(code="clock.remind_again").delete()
    pass_time(clock.due_at)
    pass_time(clock.due_at + timedelta(days=12))
    assert Clock.objects.get().state == ClockState.EXPIRED


def test_what_was_done_before_the_news_arrived_is_not_overseen(clock, city, county):
    with time_machine.travel(clock.due_at, tick=False):
        operations.check_clocks(actor=JOB)
        operations.meet_clock(actor=actor_in(county, Role.HANDLER), matter=county, parameter_code="X1")
        deliver_events(actor=MAIL)
    assert queries.count_todos(actor_in(city, Role.HEAD)) == 0


def test_others_and_people_without_oversight_do_not_find_it(clock, city):
    pass_time(clock.due_at)
    datong = AgencyFactory(region=RegionFactory(code="140200"))
    fire = AgencyFactory(kind=AgencyKindFactory(code="XF"), region=RegionFactory(code="140100"))
    for actor in (actor_in(datong, Role.HEAD), actor_in(fire, Role.HEAD), actor_in(city, Role.HANDLER)):
        assert not queries.list_overdue(actor).exists()
        with pytest.raises(NotFound):
            queries.get_clock(actor, clock.pk)
    with pytest.raises(NotFound):  # to oversee is not to change
        operations.extend_clock(actor=actor_in(city, Role.HEAD), clock_id=clock.pk, reason="x")


def test_only_the_head_suspends_and_only_on_a_ground_the_rules_name(clock, county):
    with pytest.raises(NotAllowed):
        operations.suspend_clock(
            actor=actor_in(county, Role.HANDLER), clock_id=clock.pk, ground="testing", reason="送检"
        )
    head = actor_in(county, Role.HEAD)
    with pytest.raises(RuleViolated) as refused:
        operations.suspend_clock(actor=head, clock_id=clock.pk, ground="busy", reason="太忙")
    assert refused.value.code == "ground_unknown"
    operations.suspend_clock(actor=head, clock_id=clock.pk, ground="testing", reason="送检")
    change = ClockChange.objects.get()
    assert (change.reason, change.citation) == (
        "检测、检验、检疫、鉴定：送检",
        "《市场监督管理行政处罚程序规定》第64条",
    )
    with pytest.raises(RuleViolated):
        operations.resume_clock(actor=head, clock_id=clock.pk, reason=" ")


def test_the_share_in_time_counts_what_ended_and_nothing_is_not_perfect(clock, county, django_assert_num_queries):
    head = actor_in(county, Role.HEAD)
    assert queries.loads_of_agencies(head, days=30)[0].in_time is None
    now = timezone.now()
    for state, ended in [("met", 1), ("met", 2), ("met", 3), ("met_late", 1), ("met_late", 60)]:
        Clock.objects.create(
            agency=county, title="x", started_at=now, state=state, ended_at=now - timedelta(days=ended)
        )
    with django_assert_num_queries(4):
        load = queries.loads_of_agencies(head, days=30)[0]
    assert (load.running, load.met, load.met_late, load.in_time) == (1, 3, 1, 3 / 4)
    assert queries.loads_of_agencies(head, days=90)[0].met_late == 2
