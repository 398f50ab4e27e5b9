"""During leave a colleague does the work of a post: in its name, on record as such, and never as a second person."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, PostFactory, UserFactory, actor_in
from tests.foundation.org.ledger import last_data
from tongjian.foundation.casework import queries as casework
from tongjian.foundation.casework.models import Announcement
from tongjian.foundation.casework.operations import announce, open_todo, tell_people
from tongjian.foundation.casework.tasks import tell_deputy
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.ledger.models import Delivery
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Delegation
from tongjian.foundation.rulebook import policies as rulebook
from tongjian.foundation.rulebook.models import RuleChange
from tongjian.supervision.inspections import policies as inspections
from tongjian.supervision.inspections.choices import TeamState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference")]
TODAY, NEXT_WEEK = date(2026, 11, 20), date(2026, 11, 27)


@pytest.fixture
def head():
    return PostFactory(role=Role.HEAD)


@pytest.fixture
def deputy(head):
    return PostFactory(agency=head.agency, role=Role.HANDLER)


def seat(user, post=None):
    return queries.actor_for(user, post_id=post.pk if post else None, via="web")


def entrust(post, deputy, actor=None, **given):
    given = {"valid_from": TODAY, "valid_until": NEXT_WEEK, "reason": "年休假", **given}
    actor = actor or seat(post.user)
    return operations.entrust_post(actor=actor, post_id=post.pk, deputy_id=deputy.user_id, **given)


class TestStandingIn:
    def test_the_deputy_acts_in_the_post_with_its_capabilities_and_its_todos(self, head, deputy):
        todo = open_todo(
            actor=Actor.system("测试", "casework.run_clocks"), matter=head, step="sign", title="批准检查",
            agency_id=head.agency_id, url="/", capability="inspections.approve",
        )  # fmt: skip
        assert not casework.list_todos(seat(deputy.user))
        entrust(head, deputy)
        stands_in = seat(deputy.user, head)
        assert list(casework.list_todos(stands_in)) == [todo]
        assert (stands_in.user_id, stands_in.on_behalf_of) == (deputy.user_id, head.user_id)
        assert stands_in.name == f"{deputy.user.name}（代{head.user.name}）"
        assert seat(deputy.user).post_id == deputy.pk

    def test_what_is_named_for_the_holder_is_seen_too(self, head, deputy):
        system = Actor.system("测试", "casework.run_clocks")
        named = {"matter": head, "step": "x", "title": "本人办", "agency_id": head.agency_id, "url": "/"}
        open_todo(actor=system, **named, user_id=head.user_id)
        entrust(head, deputy)
        assert casework.count_todos(seat(deputy.user, head)) == 1

    def test_it_begins_and_ends_by_itself(self, head, deputy, clock):
        entrust(head, deputy, valid_from=TODAY + timedelta(days=1))
        assert seat(deputy.user, head).post_id == deputy.pk
        clock.move_to(datetime(2026, 11, 26, 4, tzinfo=UTC))
        assert seat(deputy.user, head).post_id == head.pk
        clock.move_to(datetime(2026, 11, 27, 4, tzinfo=UTC))
        assert seat(deputy.user, head).post_id == deputy.pk

    def test_it_ends_with_the_post_and_when_the_deputy_leaves_the_agency(self, people, head, deputy):
        entrust(head, deputy)
        elsewhere = PostFactory(user=deputy.user, agency=AgencyFactory(kind=AgencyKindFactory(code="YJ")))
        operations.close_post(actor=people, post_id=deputy.pk)
        assert seat(deputy.user, head).post_id == elsewhere.pk
        again = PostFactory(agency=head.agency, user=deputy.user)
        operations.close_post(actor=people, post_id=head.pk)
        assert seat(deputy.user, head).post_id != head.pk
        assert again.valid_until is None

    def test_every_act_is_on_record_as_done_on_behalf_of_the_holder(self, head, deputy):
        entrust(head, deputy)
        operations.choose_post(actor=seat(deputy.user), post_id=head.pk)
        assert "on_behalf_of" not in last_data("user.post_chosen")
        operations.choose_post(actor=seat(deputy.user, head), post_id=deputy.pk)
        assert last_data("user.post_chosen")["on_behalf_of"] == str(head.user_id)
        line = ledger.timeline(deputy.user._meta.label_lower, deputy.user_id)[-1]
        assert (line.actor_user_id, line.on_behalf_of) == (str(deputy.user_id), str(head.user_id))

    def test_it_may_be_ended_early_by_either(self, head, deputy):
        delegation = entrust(head, deputy)
        with pytest.raises(NotFound):
            operations.end_entrustment(actor=actor_in(head.agency, Role.HEAD), delegation_id=delegation.pk)
        operations.end_entrustment(actor=seat(deputy.user), delegation_id=delegation.pk)
        assert seat(deputy.user, head).post_id == deputy.pk
        assert last_data("post.entrustment_ended")["deputy_id"] == str(deputy.user_id)

    def test_the_deputy_hears_of_what_is_for_the_holder(self, head, deputy):
        about = {"kind": "todo", "matter": head, "title": "要办的事", "agency_id": head.agency_id}
        system = Actor.system("测试", "casework.tell")
        meant = [
            announce(actor=system, capability="inspections.approve", **about),
            announce(actor=system, user_id=head.user_id, **about),
        ]
        assert [set(casework.people_to_tell(one)) for one in meant] == [{head.user}, {head.user}]
        entrust(head, deputy)
        assert [set(casework.people_to_tell(one)) for one in meant] == [{head.user, deputy.user}] * 2
        tell_people(actor=system)
        assert casework.unread_notifications(seat(deputy.user, head)).count() == 2
        assert [one.announcement for one in casework.unread_notifications(seat(deputy.user))] == [meant[1]]

    def test_the_deputy_hears_of_it(self, head, deputy):
        entrust(head, deputy)
        tell_deputy(Delivery.objects.get().payload)
        assert Announcement.objects.get().user_id == deputy.user_id


class TestRules:
    def test_a_colleague_of_the_same_agency_and_nobody_else(self, head):
        stranger = PostFactory(agency=AgencyFactory(kind=AgencyKindFactory(code="YJ")))
        for other in (stranger, head):
            with pytest.raises(RuleViolated, match="同一机关"):
                entrust(head, other)

    @pytest.mark.parametrize("given", [
        {"reason": " "}, {"valid_from": date(2026, 11, 19)}, {"valid_until": TODAY},
        {"valid_until": TODAY + timedelta(days=91)},
    ])  # fmt: skip
    def test_period_and_reason(self, head, deputy, given):
        with pytest.raises(RuleViolated):
            entrust(head, deputy, **given)
        assert not Delegation.objects.exists()

    def test_one_deputy_at_a_time(self, head, deputy):
        entrust(head, deputy)
        with pytest.raises(Conflict):
            entrust(head, PostFactory(agency=head.agency))

    def test_checking_is_done_in_person(self, deputy):
        with pytest.raises(RuleViolated, match="本人"):
            entrust(PostFactory(agency=deputy.agency, role=Role.INSPECTOR), deputy)

    def test_nobody_entrusts_the_post_of_another_and_a_deputy_hands_nothing_on(self, people, head, deputy):
        third = PostFactory(agency=head.agency)
        with pytest.raises(NotFound):
            entrust(head, third, actor=seat(deputy.user))
        entrust(head, deputy)
        with pytest.raises(NotFound):
            entrust(head, third, actor=seat(deputy.user, head))
        with pytest.raises(NotAllowed):
            entrust(deputy, third, actor=seat(deputy.user, head))

    def test_an_operator_does_it_for_somebody_who_fell_ill(self, people, head, deputy):
        assert entrust(head, deputy, actor=people).deputy == deputy.user


class TestSecondPerson:
    """The one who entrusted and the one who stood in count as one."""

    def change(self, by, day=TODAY):
        moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        return RuleChange(proposed_by=by.pk, proposed_at=moment, scope_region="140105")

    def test_whoever_stands_in_may_not_decide_what_the_holder_or_oneself_began(self, head, deputy):
        entrust(head, deputy)
        stands_in = seat(deputy.user, head)
        assert not rulebook.can_decide(stands_in, self.change(head.user))
        assert not rulebook.can_decide(stands_in, self.change(deputy.user))
        assert rulebook.can_decide(stands_in, self.change(UserFactory()))

    def test_the_holder_may_not_decide_what_was_begun_in_the_holders_place(self, deputy):
        head = PostFactory(role=Role.HEAD, agency=deputy.agency)
        desk = PostFactory(role=Role.COORDINATOR, agency=deputy.agency, user=head.user)
        entrust(desk, deputy)
        began = self.change(deputy.user)
        assert not rulebook.can_decide(seat(head.user, head), began)
        assert rulebook.can_decide(seat(head.user, head), self.change(deputy.user, NEXT_WEEK))

    def test_what_the_deputy_did_at_the_own_desk_is_not_the_holders(self, head, deputy):
        entrust(head, deputy)
        assert rulebook.can_decide(seat(head.user), self.change(deputy.user))

    def test_nobody_approves_twice(self, head, deputy):
        second = PostFactory(role=Role.HEAD, agency=head.agency)
        entrust(head, deputy)
        stands_in, in_person = seat(deputy.user, head), seat(head.user)
        for first, others in ((deputy.user, (stands_in, in_person)), (head.user, (stands_in, in_person))):
            team = _Team(head.agency_id, first)
            assert [bool(inspections.can_approve(actor, team)) for actor in others] == [False, False]
            assert inspections.can_approve(seat(second.user), team)


class _Team:
    """A department's part of a visit that one head approved today."""

    state = TeamState.SUBMITTED

    def __init__(self, agency_id, by):
        self.agency_id = agency_id
        moment = datetime(2026, 11, 20, 4, tzinfo=UTC)
        row = type("Row", (), {"by": by.pk, "at": moment, "withdrawn_at": None})()
        self.approvals = type("Rows", (), {"all": lambda _: [row]})()


def test_a_seat_costs_one_query_and_one_more_for_whoever_has_a_deputy(head, deputy, django_assert_num_queries):
    with django_assert_num_queries(1):
        seat(deputy.user)
    entrust(head, deputy)
    with django_assert_num_queries(2):
        seat(deputy.user, head)
