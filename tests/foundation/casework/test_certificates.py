"""Before a certificate ends, whoever keeps the officers and the officer are told; again on the day it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from tests.foundation.org.factories import AgencyFactory, OfficerFactory, PostFactory, actor_in
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.choices import TodoState
from tongjian.foundation.casework.models import Announcement, Todo
from tongjian.foundation.casework.tasks import ask_to_renew, end_renewal
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.ledger.models import Delivery
from tongjian.foundation.org import operations
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.tasks import tell_of_certificates
from tongjian.foundation.rulebook.models import Parameter

pytestmark = pytest.mark.usefixtures("reference")
UNTIL = date(2027, 3, 1)
HEARD = {"officer.certificate_ending": ask_to_renew, "officer.certificate_settled": end_renewal}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 20, 4, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer():
    agency = AgencyFactory()
    return OfficerFactory(agency=agency, certificate_until=UNTIL, user=PostFactory(agency=agency).user)


def told():
    """One run of the job and what the worker delivers of it."""
    count = tell_of_certificates.func()["told"]
    deliver()
    return count


def deliver():
    for delivery in Delivery.objects.order_by("id"):
        HEARD[delivery.event](delivery.payload)
        delivery.delete()


def on(clock, day):
    clock.move_to(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def test_told_once_when_the_time_of_notice_begins_and_once_on_the_day_it_ends(officer, clock):
    assert told() == 0
    on(clock, UNTIL - timedelta(days=90))
    assert (told(), told()) == (1, 0)
    reviewer = actor_in(officer.agency, Role.REVIEWER)
    [todo] = queries.list_todos(reviewer)
    assert officer.name in todo.title and "2027-02-28 到期" in todo.title
    assert not queries.list_todos(actor_in(officer.agency, Role.HANDLER))
    assert Announcement.objects.filter(user=officer.user).count() == 1
    on(clock, UNTIL)
    assert (told(), told()) == (1, 0)
    assert "已于" in queries.list_todos(reviewer).get().title
    assert Announcement.objects.filter(user=officer.user).count() == 2


def test_renewal_ends_the_todo_and_the_next_end_is_told_anew(officer, clock):
    on(clock, UNTIL - timedelta(days=1))
    assert told() == 1
    reviewer = actor_in(officer.agency, Role.REVIEWER)
    operations.renew_certificate(actor=reviewer, officer_id=officer.pk, certificate_until=date(2029, 3, 1))
    deliver()
    assert Todo.objects.get().state == TodoState.DONE
    on(clock, date(2029, 2, 20))
    assert told() == 1


def test_whoever_left_and_whom_no_rule_concerns_is_not_told(officer, clock):
    on(clock, UNTIL)
    operations.release_officer(actor=actor_in(officer.agency, Role.REVIEWER), officer_id=officer.pk, reason="调离")
    assert told() == 0
    OfficerFactory(certificate_until=UNTIL)
    Parameter.objects.filter(code="officer.certificate_notice").delete()
    assert (told(), org.certificate_notice()) == (0, None)


def test_how_many_days_ahead_is_a_rule(officer):
    Parameter.objects.filter(code="officer.certificate_notice").update(value="120")
    assert told() == 1


def test_only_the_job_tells(officer):
    with pytest.raises(NotAllowed):
        operations.tell_of_certificates(actor=Actor.public())
