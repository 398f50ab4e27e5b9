"""Agencies merge and split: people and work follow, and the history says from where to where."""

from datetime import date

import pytest

from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, OfficerFactory, PostFactory, actor_in
from tests.foundation.org.ledger import actions_on, last_data
from tongjian.config.subscribers import SUBSCRIBERS
from tongjian.foundation.casework.choices import TodoState
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.casework.operations import open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Delivery
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Post, Succession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 11, 20)
JOB = Actor.system("测试", "casework.run_clocks")


@pytest.fixture
def agencies(db):
    """工商、质监、食药 of one county, and the agency they become."""
    return [AgencyFactory(kind=AgencyKindFactory(code=code)) for code in ("GS", "ZJ", "SY", "SCJG")]


def merge(actor, merged, successor, **given):
    given = {"document": "晋编发〔2026〕1号", "effective_on": TODAY, **given}
    ids = [agency.pk for agency in merged]
    return operations.merge_agencies(actor=actor, agency_ids=ids, successor_id=successor.pk, **given)


def split(actor, agency, *successors, **given):
    given = {"document": "晋编发〔2026〕2号", "effective_on": TODAY, **given}
    ids = [one.pk for one in successors]
    return operations.split_agency(actor=actor, agency_id=agency.pk, successor_ids=ids, **given)


def work():
    for delivery in Delivery.objects.all():
        for handler in SUBSCRIBERS[delivery.event]:
            handler(delivery.payload)


def todo_of(agency, matter, step="renew"):
    return open_todo(actor=JOB, matter=matter, step=step, title="办一件事", agency_id=agency.pk, url="/")


class TestMerging:
    def test_people_and_work_go_over_and_what_let_the_old_ones_act_ends(self, people, agencies):
        *old, new = agencies
        post = PostFactory(agency=old[0], role=Role.HANDLER, title="科长")
        officer = OfficerFactory(agency=old[1])
        todo = todo_of(old[0], officer)
        carried = merge(people, old, new, effective_on=date(2026, 11, 1))
        work()
        for row in (*old, post, officer, todo):
            row.refresh_from_db()
        assert {agency.valid_until for agency in old} == {post.valid_until} == {date(2026, 11, 1)}
        opened = Post.objects.get(agency=new)
        assert (opened.user, opened.title, opened.valid_from) == (post.user, "科长", date(2026, 11, 1))
        assert (officer.agency, officer.is_active, todo.agency) == (new, True, new)
        assert (carried.posts, carried.officers, carried.left) == (1, 1, ())
        assert set(last_data("agency.took_over")["predecessors"]) == {agency.code for agency in old}
        assert actions_on(officer) == ["officer.transferred"]
        assert last_data("agency.work_followed")["todos"] == 1

    def test_one_of_them_may_take_the_others_in_and_nothing_is_doubled(self, people, agencies):
        first, second, *_ = agencies
        post = PostFactory(agency=first)
        PostFactory(agency=second, user=post.user)
        officer = OfficerFactory(agency=second)
        mine, theirs = todo_of(second, officer), todo_of(first, officer)
        merge(people, [first, second], second)
        work()
        assert Post.objects.filter(agency=second, valid_until=None).count() == 1
        theirs.refresh_from_db()
        assert theirs.state == TodoState.CANCELLED
        assert Todo.objects.get(state=TodoState.OPEN) == mine

    def test_a_post_the_heir_cannot_have_is_left_to_assign(self, people, agencies):
        coordinator = AgencyFactory(kind=AgencyKindFactory(code="SFJ", is_coordinator=True))
        post = PostFactory(agency=coordinator, role=Role.COORDINATOR)
        assert merge(people, [coordinator], agencies[0]).left == (post,)

    def test_the_history_shows_where_from_and_where_to(self, people, agencies):
        first, second, third, new = agencies
        merge(people, [first, second], third, effective_on=date(2026, 1, 1))
        merge(people, [third], new)
        assert [(step.predecessor, step.successor) for step in queries.lineage_of(new)] == [
            (first, third), (second, third), (third, new),
        ]  # fmt: skip
        assert queries.lineage_of(first)[-1].successor == new

    def test_rules(self, people, agencies):
        first, second, *_ = agencies
        with pytest.raises(RuleViolated, match="文号"):
            merge(people, [first], second, document=" ")
        with pytest.raises(RuleViolated, match="没有到"):
            merge(people, [first], second, effective_on=date(2026, 12, 1))
        with pytest.raises(RuleViolated, match="才设立"):
            merge(people, [first], second, effective_on=date(2018, 1, 1))
        with pytest.raises(RuleViolated, match="两个"):
            merge(people, [first], first)
        with pytest.raises(NotFound):
            merge(people, [AgencyFactory(kind=AgencyKindFactory(code="X"), valid_until=TODAY)], second)
        with pytest.raises(NotAllowed):
            merge(actor_in(first, Role.HEAD), [first], second)
        assert not Succession.objects.exists()


class TestSplitting:
    def test_everybody_goes_where_assigned_and_the_rest_to_the_main_heir(self, people, agencies):
        old, main, other, _ = agencies
        posts, officers = PostFactory.create_batch(3, agency=old), OfficerFactory.create_batch(2, agency=old)
        todo = todo_of(old, officers[0])
        given = {posts[0].pk: other.pk, posts[1].pk: None, officers[0].pk: other.pk}
        carried = split(people, old, main, other, assignments=given)
        work()
        places = dict(Post.objects.filter(valid_until=None).values_list("user", "agency"))
        assert places == {posts[0].user_id: other.pk, posts[2].user_id: main.pk}
        for row in (*officers, old, todo):
            row.refresh_from_db()
        assert [officer.agency for officer in officers] == [other, main]
        assert (old.valid_until, old.successor, todo.agency) == (TODAY, main, main)
        assert (carried.posts, carried.officers, carried.left) == (2, 2, (posts[1],))
        assert {step.successor for step in queries.lineage_of(old)} == {main, other}

    def test_an_agency_that_goes_on_keeps_whom_nobody_takes(self, people, agencies):
        old, _, other, _ = agencies
        stays, goes = PostFactory.create_batch(2, agency=old)
        split(people, old, old, other, assignments={goes.pk: other.pk})
        old.refresh_from_db()
        stays.refresh_from_db()
        assert (old.valid_until, stays.valid_until) == (None, None)
        assert not Delivery.objects.exists()

    def test_rules(self, people, agencies):
        old, main, other, stranger = agencies
        post = PostFactory(agency=old)
        with pytest.raises(RuleViolated, match="两个"):
            split(people, old, main)
        with pytest.raises(RuleViolated, match="承接机关"):
            split(people, old, main, other, assignments={post.pk: stranger.pk})
        with pytest.raises(NotAllowed):
            split(actor_in(old, Role.HEAD), old, main, other)
