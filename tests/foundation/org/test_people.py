"""How people come, act, and go; and what lets them in."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import is_password_usable
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.foundation.org.conftest import NOON
from tests.foundation.org.factories import (
    PASSWORD,
    AgencyFactory,
    AgencyKindFactory,
    PostFactory,
    RegionFactory,
    UserFactory,
    actor_in,
)
from tests.foundation.org.ledger import actions_on, last_data
from tests.foundation.org.phones import code_of, wrong_code
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.choices import Role, UserKind
from tongjian.foundation.org.models import OneTimeLink, Post
from tongjian.foundation.org.roles import (
    API_SCOPES,
    AREA_LABELS,
    CAPABILITIES,
    CAPABILITY_LABELS,
    HOST_CAPABILITIES,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NEW = "汾水流长到天边 2026"


def enrol(user):
    actor = Actor(name=user.name, via="web", user_id=user.pk)
    return operations.confirm_totp(actor=actor, code=code_of(operations.offer_totp(actor=actor)))


class TestCreatingUsers:
    def test_a_new_user_has_no_password_and_no_name_in_the_ledger(self, people):
        user = operations.create_user(actor=people, username=" Zhang.San ", name=" 张三 ", phone="13800000000")
        assert (user.username, user.name) == ("zhang.san", "张三")
        assert not is_password_usable(user.password)
        entry = Entry.objects.get(action="user.created")
        assert last_data("user.created") == {"kind": "official"}
        assert "张三" not in entry.data + entry.actor_label

    def test_the_phone_is_not_readable_in_the_database(self, people):
        from django.db import connection

        user = operations.create_user(actor=people, username="zhang", name="张三", phone="13800000000")
        with connection.cursor() as cursor:
            cursor.execute("select phone from org_user where username = 'zhang'")
            stored = cursor.fetchone()[0]
        assert "13800000000" not in str(stored)
        user.refresh_from_db()
        assert user.phone == "13800000000"

    @pytest.mark.parametrize("username", ["", "ab", "张三", "-abc", "a b c", "x" * 61])
    def test_a_username_is_3_to_60_plain_characters(self, people, username):
        with pytest.raises(RuleViolated, match="用户名"):
            operations.create_user(actor=people, username=username, name="张三")

    def test_a_person_has_a_name_and_a_username_of_their_own(self, people):
        operations.create_user(actor=people, username="zhangsan", name="张三")
        with pytest.raises(Conflict, match="zhangsan"):
            operations.create_user(actor=people, username="ZhangSan", name="张三丰")
        with pytest.raises(RuleViolated, match="姓名"):
            operations.create_user(actor=people, username="lisi", name=" ")

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
    def test_only_an_operator_creates_users(self, role):
        with pytest.raises(NotAllowed):
            operations.create_user(actor=actor_in(AgencyFactory(), role), username="zhangsan", name="张三")


class TestOneTimeLinks:
    @pytest.fixture(autouse=True)
    def rules(self, reference):
        pass

    def test_a_link_sets_the_first_password_once(self, people):
        user = operations.create_user(actor=people, username="zhangsan", name="张三")
        token = operations.issue_one_time_link(actor=people, user_id=user.pk)
        assert queries.link_holder(token) == user
        operations.redeem_one_time_link(actor=Actor.public(), token=token, password=NEW)
        user.refresh_from_db()
        assert user.check_password(NEW)
        assert queries.link_holder(token) is None
        with pytest.raises(NotFound):
            operations.redeem_one_time_link(actor=Actor.public(), token=token, password=NEW)
        assert actions_on(user) == ["user.created", "user.link_issued", "user.password_set"]

    def test_only_a_hash_of_the_token_is_kept(self, people):
        token = operations.issue_one_time_link(actor=people, user_id=UserFactory().pk)
        link = OneTimeLink.objects.get()
        assert token not in (link.token_sha256, str(link.pk))
        assert token not in Entry.objects.get(action="user.link_issued").data

    def test_a_link_lives_as_long_as_the_rulebook_says(self, people, clock):
        token = operations.issue_one_time_link(actor=people, user_id=UserFactory().pk)
        clock.move_to(NOON + timedelta(hours=71, minutes=59))
        assert queries.link_holder(token) is not None
        clock.move_to(NOON + timedelta(hours=72))
        with pytest.raises(NotFound, match="过期"):
            operations.redeem_one_time_link(actor=Actor.public(), token=token, password=NEW)

    def test_a_new_link_voids_the_old_one(self, people):
        user = UserFactory()
        old = operations.issue_one_time_link(actor=people, user_id=user.pk)
        operations.issue_one_time_link(actor=people, user_id=user.pk)
        assert queries.link_holder(old) is None

    @pytest.mark.parametrize(
        ("password", "sentence"),
        [
            ("汾水流长", "密码至少 10 位。"),
            ("1234567890", "这个密码太常见，容易被猜到。"),
            ("zhangsan2026", "密码与用户名或者姓名太相近。"),
            ("123456", "密码至少 10 位。这个密码太常见，容易被猜到。"),
        ],
    )
    def test_a_weak_password_is_refused_in_plain_words_and_the_link_lives_on(self, people, password, sentence):
        user = operations.create_user(actor=people, username="zhangsan", name="张三")
        token = operations.issue_one_time_link(actor=people, user_id=user.pk)
        with pytest.raises(RuleViolated) as refused:
            operations.redeem_one_time_link(actor=Actor.public(), token=token, password=password)
        assert refused.value.sentence == sentence
        assert queries.link_holder(token) == user

    def test_links_are_for_active_users_and_from_operators(self, people):
        user = UserFactory()
        with pytest.raises(NotFound):
            operations.issue_one_time_link(actor=people, user_id=uuid4())
        with pytest.raises(NotFound):
            operations.issue_one_time_link(actor=Actor.public(), user_id=user.pk)
        post = PostFactory()
        with pytest.raises(NotAllowed):
            operations.issue_one_time_link(actor=actor_in(post.agency, Role.REVIEWER), user_id=post.user_id)
        operations.deactivate_user(actor=people, user_id=user.pk, reason="调离")
        with pytest.raises(RuleViolated, match="停用"):
            operations.issue_one_time_link(actor=people, user_id=user.pk)


class TestPasswords:
    def test_one_changes_ones_own_with_the_old_one(self):
        user = UserFactory()
        operations.change_password(actor=actor_in(AgencyFactory(), user_id=user.pk), old=PASSWORD, new=NEW)
        user.refresh_from_db()
        assert user.check_password(NEW)
        assert last_data("user.password_set") == {"by_link": False}

    def test_not_without_the_old_one_nor_to_a_weak_one(self):
        actor = actor_in(AgencyFactory())
        with pytest.raises(RuleViolated, match="原密码"):
            operations.change_password(actor=actor, old="猜的", new=NEW)
        with pytest.raises(RuleViolated):
            operations.change_password(actor=actor, old=PASSWORD, new="12345678")
        with pytest.raises(NotAllowed):
            operations.change_password(actor=Actor.public(), old=PASSWORD, new=NEW)


class TestDeactivating:
    def test_posts_end_and_links_are_void(self, people, reference):
        post = PostFactory()
        token = operations.issue_one_time_link(actor=people, user_id=post.user_id)
        operations.deactivate_user(actor=people, user_id=post.user_id, reason="调离")
        post.refresh_from_db()
        assert post.valid_until == date(2026, 11, 20)
        assert queries.link_holder(token) is None
        assert queries.actor_for(post.user, post_id=None, via="web").permissions == frozenset()

    def test_a_reason_is_needed_and_never_oneself(self, people):
        with pytest.raises(RuleViolated, match="理由"):
            operations.deactivate_user(actor=people, user_id=UserFactory().pk, reason=" ")
        with pytest.raises(RuleViolated, match="自己"):
            operations.deactivate_user(actor=people, user_id=people.user_id, reason="试试")

    def test_colleagues_may_not_and_strangers_see_nobody(self, people):
        post = PostFactory()
        with pytest.raises(NotAllowed):
            operations.deactivate_user(actor=actor_in(post.agency, Role.HEAD), user_id=post.user_id, reason="调离")
        elsewhere = AgencyFactory(kind=AgencyKindFactory(code="YJ"))
        with pytest.raises(NotFound):
            operations.deactivate_user(actor=actor_in(elsewhere, Role.HEAD), user_id=post.user_id, reason="调离")


class TestPosts:
    def test_a_post_gives_the_capabilities_of_its_role(self, people):
        user, agency = UserFactory(), AgencyFactory()
        operations.open_post(actor=people, user_id=user.pk, agency_id=agency.pk, role=Role.REVIEWER, title="科长")
        actor = queries.actor_for(user, post_id=None, via="web")
        assert actor.permissions == CAPABILITIES[Role.REVIEWER]
        assert (actor.agency_id, actor.region_code) == (agency.pk, agency.region_id)

    def test_it_begins_on_its_day_and_not_before(self, people, clock):
        user = UserFactory()
        operations.open_post(
            actor=people,
            user_id=user.pk,
            agency_id=AgencyFactory().pk,
            role=Role.HANDLER,
            valid_from=date(2026, 12, 1),
        )
        assert queries.actor_for(user, post_id=None, via="web").post_id is None
        clock.move_to(datetime(2026, 12, 1, 1, tzinfo=UTC))
        assert queries.actor_for(user, post_id=None, via="web").post_id is not None

    def test_a_closed_post_lets_nobody_act(self, people):
        post = PostFactory()
        operations.close_post(actor=people, post_id=post.pk)
        assert queries.actor_for(post.user, post_id=post.pk, via="web").agency_id is None
        with pytest.raises(NotFound):
            operations.close_post(actor=people, post_id=post.pk)
        assert actions_on(post) == ["post.closed"]

    def test_the_chosen_post_is_acted_in_only_while_it_is_ones_own(self):
        user = UserFactory()
        first = PostFactory(user=user, role=Role.HANDLER)
        second = PostFactory(user=user, agency=AgencyFactory(kind=AgencyKindFactory(code="YJ")), role=Role.HEAD)
        stranger = PostFactory()
        chosen = {
            post: queries.actor_for(user, post_id=post.pk, via="web").post_id for post in (first, second, stranger)
        }
        assert chosen == {first: first.pk, second: second.pk, stranger: first.pk}

    def test_choosing_is_recorded_and_never_a_strangers(self):
        post, stranger = PostFactory(), PostFactory()
        actor = queries.actor_for(post.user, post_id=None, via="web")
        assert operations.choose_post(actor=actor, post_id=post.pk) == post
        assert last_data("user.post_chosen") == {"post_id": str(post.pk)}
        with pytest.raises(NotFound):
            operations.choose_post(actor=actor, post_id=stranger.pk)
        with pytest.raises(NotFound):
            operations.choose_post(actor=Actor.public(), post_id=post.pk)

    def test_the_same_post_twice_is_refused(self, people):
        post = PostFactory()
        with pytest.raises(Conflict):
            operations.open_post(actor=people, user_id=post.user_id, agency_id=post.agency_id, role=Role(post.role))

    def test_operators_do_nothing_else_and_nobody_else_is_an_operator(self, people):
        agency, official = AgencyFactory(), UserFactory()
        for user_id, role in ((people.user_id, Role.HEAD), (official.pk, Role.OPERATOR)):
            with pytest.raises(RuleViolated, match="运维"):
                operations.open_post(actor=people, user_id=user_id, agency_id=agency.pk, role=role)
        assert not Post.objects.exists()

    def test_only_a_coordinating_department_has_coordinators(self, people):
        user = UserFactory()
        with pytest.raises(RuleViolated, match="统筹"):
            operations.open_post(actor=people, user_id=user.pk, agency_id=AgencyFactory().pk, role=Role.COORDINATOR)
        bureau = AgencyFactory(kind=AgencyKindFactory(code="XZSP", is_coordinator=True))
        assert operations.open_post(
            actor=people, user_id=user.pk, agency_id=bureau.pk, role=Role.COORDINATOR
        ).valid_from == date(2026, 11, 20)

    def test_user_and_agency_must_be_there_and_others_may_not(self, people):
        agency, post = AgencyFactory(), PostFactory()
        with pytest.raises(NotFound):
            operations.open_post(actor=people, user_id=uuid4(), agency_id=agency.pk, role=Role.HANDLER)
        with pytest.raises(NotFound):
            operations.open_post(actor=people, user_id=post.user_id, agency_id=uuid4(), role=Role.HANDLER)
        head = actor_in(post.agency, Role.HEAD)
        with pytest.raises(NotAllowed):
            operations.open_post(actor=head, user_id=post.user_id, agency_id=agency.pk, role=Role.HEAD)
        with pytest.raises(NotAllowed):
            operations.close_post(actor=head, post_id=post.pk)


class TestSecondFactor:
    def test_the_first_code_confirms_the_device(self):
        user = UserFactory()
        device = enrol(user)
        assert device.confirmed
        assert actions_on(user) == ["user.totp_confirmed"]

    def test_a_wrong_code_confirms_nothing_and_the_same_device_stays_offered(self):
        actor = actor_in(AgencyFactory())
        device = operations.offer_totp(actor=actor)
        with pytest.raises(RuleViolated, match="动态口令不对"):
            operations.confirm_totp(actor=actor, code=wrong_code(device))
        assert operations.offer_totp(actor=actor) == device
        assert not TOTPDevice.objects.filter(confirmed=True).exists()

    def test_a_new_device_takes_the_place_of_the_old_one(self):
        user = UserFactory()
        enrol(user)
        second = enrol(user)
        assert list(TOTPDevice.objects.filter(user=user)) == [second]

    def test_the_code_of_the_moment_passes_once(self, clock):
        user = UserFactory()
        device = enrol(user)
        clock.shift(60)
        code = code_of(device)
        actor = queries.actor_for(user, post_id=None, via="web")
        assert operations.pass_second_step(actor=actor, user=user, code=f" {code} ") == device
        assert last_data("user.signed_in") == {"second_factor": True}
        with pytest.raises(RuleViolated, match="已经用过"):
            operations.pass_second_step(actor=actor, user=user, code=code)

    def test_each_failure_stays_counted_and_the_right_code_has_to_wait(self, clock):
        user = UserFactory()
        device = enrol(user)
        clock.shift(60)
        actor = queries.actor_for(user, post_id=None, via="web")
        for _ in range(3):
            with pytest.raises(RuleViolated, match=r"请 \d+ 秒后"):
                operations.pass_second_step(actor=actor, user=user, code=wrong_code(device))
        device.refresh_from_db()
        assert device.throttling_failure_count > 0
        with pytest.raises(RuleViolated):
            operations.pass_second_step(actor=actor, user=user, code=code_of(device))
        clock.shift(60)
        assert operations.pass_second_step(actor=actor, user=user, code=code_of(device))

    def test_an_operator_resets_it_with_a_reason(self, people):
        user = UserFactory()
        enrol(user)
        with pytest.raises(RuleViolated, match="理由"):
            operations.reset_totp(actor=people, user_id=user.pk, reason="")
        operations.reset_totp(actor=people, user_id=user.pk, reason="手机遗失，已当面核实")
        assert not TOTPDevice.objects.filter(user=user).exists()

    def test_others_reset_nothing(self):
        post = PostFactory()
        with pytest.raises(NotAllowed):
            operations.reset_totp(actor=actor_in(post.agency, Role.HEAD), user_id=post.user_id, reason="手机遗失")
        with pytest.raises(NotFound):
            operations.reset_totp(actor=Actor.public(), user_id=post.user_id, reason="手机遗失")
        for act in (operations.offer_totp, lambda actor: operations.confirm_totp(actor=actor, code="123456")):
            with pytest.raises(NotAllowed):
                act(actor=Actor.public())


class TestVisibility:
    def test_operators_see_all_users_and_others_their_colleagues(self, people):
        agency, other = AgencyFactory(), AgencyFactory(kind=AgencyKindFactory(code="YJ"))
        colleague, left = PostFactory(agency=agency), PostFactory(agency=agency, valid_until=date(2026, 1, 1))
        stranger = PostFactory(agency=other)
        assert {colleague.user, left.user, stranger.user} <= set(policies.visible_users(people))
        assert list(policies.visible_users(actor_in(agency, Role.HEAD))) == [colleague.user]
        assert list(policies.visible_users(actor_in(agency, Role.INSPECTOR))) == []
        assert list(policies.visible_users(Actor.public())) == []

    def test_names_for_timelines_come_in_one_query(self, django_assert_num_queries):
        users = [UserFactory() for _ in range(5)]
        with django_assert_num_queries(1):
            names = queries.names_of_users([str(user.pk) for user in users] + [""])
        assert names == {str(user.pk): user.name for user in users}

    def test_the_actor_of_a_session_costs_the_same_with_many_posts(self, django_assert_max_num_queries):
        user = UserFactory()
        for number in range(6):
            PostFactory(user=user, agency=AgencyFactory(region=RegionFactory(code=f"14011{number}")))
        with django_assert_max_num_queries(2):
            queries.actor_for(user, post_id=None, via="web")


class TestRoles:
    def test_every_capability_has_a_label_and_an_area(self):
        used = frozenset().union(*CAPABILITIES.values(), *API_SCOPES.values())
        assert used <= set(CAPABILITY_LABELS)
        assert {code.partition(".")[0] for code in CAPABILITY_LABELS} == set(AREA_LABELS)

    def test_an_operator_does_no_business_and_the_host_decides_nothing(self):
        business = ("registry.", "catalog.", "planning.", "inspections.")
        assert not [code for code in CAPABILITIES[Role.OPERATOR] if code.startswith(business)]
        deciding = ("approve", "review", "publish", "enter_result")
        assert not [code for code in HOST_CAPABILITIES if code.endswith(deciding)]

    def test_no_other_role_manages_users_or_agencies(self):
        for role in set(Role) - {Role.OPERATOR}:
            assert not CAPABILITIES[role] & {"org.manage_users", "org.manage_agencies"}


def test_lockout_is_recorded_for_an_account_that_exists_only():
    user = UserFactory(kind=UserKind.OPERATOR)
    operations.note_lockout(actor=Actor.public(), username=user.username)
    operations.note_lockout(actor=Actor.public(), username="我的密码 123456")
    assert [entry.subject_id for entry in Entry.objects.filter(action="user.locked_out")] == [str(user.pk)]


def test_lockout_limits_come_from_the_rulebook_or_are_as_shipped(reference):
    from tongjian.foundation.rulebook.models import Parameter

    assert queries.lockout_limits() == queries.LockoutLimits(failures=5, duration=timedelta(minutes=30))
    Parameter.objects.filter(code="login.lockout").update(value="45")
    Parameter.objects.filter(code="login.lockout_failures").delete()
    assert queries.lockout_limits() == queries.LockoutLimits(failures=5, duration=timedelta(minutes=45))
