"""Who is told of what: each person once, nobody of what is not theirs to see or of what they did themselves."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, PostFactory, RegionFactory, actor_in
from tongjian.foundation.casework import operations, queries
from tongjian.foundation.casework.choices import NotificationKind
from tongjian.foundation.casework.models import Announcement, Notification
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.org.choices import Role

pytestmark = pytest.mark.django_db
JOB = Actor.system("测试", "casework.tell")


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def handler(agency):
    return person(agency, Role.HANDLER)


@pytest.fixture
def head(agency):
    return person(agency, Role.HEAD)


def person(agency, role):
    return actor_in(agency, role, user_id=PostFactory(agency=agency, role=role).user_id)


def ask(actor, **changes):
    given = {
        "matter": RegionFactory(code="140105"),
        "step": "approve",
        "title": "审批",
        "agency_id": actor.agency_id,
        "url": "/x/",
        "capability": "inspections.approve",
    }
    return operations.open_todo(actor=actor, **{**given, **changes})


def titles(actor):
    return [row.announcement.title for row in queries.list_notifications(actor)]


def test_a_new_todo_is_told_to_whoever_may_do_it(agency, handler, head):
    elsewhere = person(AgencyFactory(region=RegionFactory(code="140200")), Role.HEAD)
    ask(handler)
    assert operations.tell_people(actor=JOB) == {"announcements": 1, "notifications": 1}
    assert (titles(head), titles(handler), titles(elsewhere)) == (["审批"], [], [])


def test_nobody_is_told_twice_however_often_the_job_runs(handler, head):
    ask(handler)
    operations.tell_people(actor=JOB)
    Announcement.objects.update(told_at=None)  # as if it had been killed before it said so
    operations.tell_people(actor=JOB)
    assert titles(head) == ["审批"]


def test_the_same_todo_asked_again_is_news_only_when_it_says_something_new(handler, head):
    for title in ("审批", "审批", "重新审批"):
        ask(handler, title=title)
    operations.tell_people(actor=JOB)
    assert sorted(titles(head)) == ["审批", "重新审批"]


def test_who_acts_is_not_told_of_it(agency, head):
    colleague = person(agency, Role.HEAD)
    ask(head)
    operations.tell_people(actor=JOB)
    assert (titles(head), titles(colleague)) == ([], ["审批"])


def test_what_names_one_person_is_told_to_that_person(agency, handler, head):
    colleague = person(agency, Role.HANDLER)
    ask(head, capability="", user_id=handler.user_id)
    operations.tell_people(actor=JOB)
    assert (titles(handler), titles(colleague)) == (["审批"], [])


def test_who_no_longer_may_do_it_no_longer_reads_it(agency, handler, head):
    ask(handler)
    operations.tell_people(actor=JOB)
    moved = actor_in(agency, Role.HANDLER, user_id=head.user_id)
    elsewhere = actor_in(AgencyFactory(region=RegionFactory(code="140200")), Role.HEAD, user_id=head.user_id)
    assert titles(head) == ["审批"]
    assert titles(moved) == titles(elsewhere) == titles(Actor.public()) == []


def test_who_has_left_is_not_told(agency, handler):
    gone = PostFactory(agency=agency, role=Role.HEAD, valid_until=timezone.localdate())
    ask(handler)
    operations.tell_people(actor=JOB)
    assert not Notification.objects.filter(user=gone.user_id).exists()


def test_reading_is_ones_own(agency, handler, head):
    colleague = person(agency, Role.HEAD)
    ask(handler)
    operations.tell_people(actor=JOB)
    assert queries.count_waiting(head) == (1, 1)
    assert operations.mark_read(actor=head) == 1
    assert operations.mark_read(actor=head) == 0
    assert (queries.count_waiting(head), queries.count_waiting(colleague)) == ((1, 0), (1, 1))
    [theirs] = queries.list_notifications(colleague)
    assert operations.mark_read(actor=head, notification_ids=[theirs.pk]) == 0


def test_what_somebody_has_done_is_no_news(agency, handler, head):
    matter = RegionFactory(code="140105")
    ask(handler, matter=matter)
    operations.tell_people(actor=JOB)
    ask(handler, matter=matter, title="催办")
    operations.end_todos(actor=handler, matter=matter)
    assert operations.tell_people(actor=JOB) == {"announcements": 1, "notifications": 0}
    assert (queries.count_waiting(head), titles(head)) == ((0, 0), ["审批"])


def test_only_the_job_tells(handler):
    with pytest.raises(NotAllowed):
        operations.tell_people(actor=handler)
    with pytest.raises(NotAllowed):
        operations.announce(
            actor=Actor.public(),
            kind=NotificationKind.TODO,
            matter=RegionFactory(code="140105"),
            title="x",
            agency_id=handler.agency_id,
        )


def test_the_bell_counts_and_the_page_lists(client, agency, handler, head, django_assert_max_num_queries):
    for number in range(12):
        ask(handler, step=f"s{number}", title=f"审批第 {number} 件")
    operations.tell_people(actor=JOB)
    client.force_login(Notification.objects.get(announcement__title="审批第 3 件").user)
    address = reverse("casework:notifications")
    with django_assert_max_num_queries(17):
        page = client.get(address).content.decode()
    assert "审批第 11 件" in page and "未读" in page
    assert "审批第 3 件" not in client.get(address, {"text": "第 5 件"}).content.decode()
    assert "审批第" not in client.get(address, {"kind": "oversight"}).content.decode()
    client.post(reverse("casework:read-notifications"))
    assert "审批第" not in client.get(address, {"unread": "yes"}).content.decode()
    assert client.get(reverse("casework:read-notifications")).status_code == 405
