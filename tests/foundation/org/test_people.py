"""Users, posts, officers: who may act, for whom, and until when."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.foundation.org.factories import (
    PASSWORD,
    AgencyFactory,
    AgencyKindFactory,
    OfficerFactory,
    PostFactory,
    RegionFactory,
    UserFactory,
    actor_in,
    operator,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.choices import Role, UserKind
from tongjian.foundation.org.models import OneTimeLink, User
from tongjian.foundation.org.roles import CAPABILITIES, CAPABILITY_LABELS

pytestmark = pytest.mark.django_db

NEW = "天龙山石窟 2027"


def me(user, **extra):
    return Actor(name=user.name, via="web", user_id=user.pk, **extra)


def test_a_user_is_made_without_a_password_and_the_record_names_nobody():
    user = operations.create_user(actor=operator(), username=" Wang.Jianguo ", name="王建国", phone="13800001234")
    assert user.username == "wang.jianguo"
    assert not user.has_usable_password()
    entry = Entry.objects.get(action="user.created")
    assert "王建国" not in entry.data and "wang" not in entry.data


def test_a_phone_is_stored_encrypted():
    user = operations.create_user(actor=operator(), username="li.xiuying", name="李秀英", phone="13800001234")
    with connection.cursor() as cursor:
        cursor.execute("select phone from org_user where username = 'li.xiuying'")
        (stored,) = cursor.fetchone()
    assert "1380000" not in stored
    assert User.objects.get(pk=user.pk).phone == "13800001234"


@pytest.mark.parametrize("username", ["ab", "王建国", "a b c", "-abc", "x" * 61])
def test_usernames_are_plain(username):
    with pytest.raises(RuleViolated, match="用户名"):
        operations.create_user(actor=operator(), username=username, name="王")


def test_a_username_is_taken_once_and_a_name_is_needed():
    actor = operator()
    operations.create_user(actor=actor, username="abc", name="王")
    with pytest.raises(Conflict):
        operations.create_user(actor=actor, username="ABC", name="李")
    with pytest.raises(RuleViolated, match="姓名"):
        operations.create_user(actor=actor, username="abd", name=" ")


def test_only_the_operator_makes_users():
    with pytest.raises(NotAllowed):
        operations.create_user(actor=actor_in(AgencyFactory(), Role.HEAD), username="abc", name="王")


@pytest.mark.usefixtures("reference")
class TestOneTimeLinks:
    def test_a_link_sets_the_password_once(self):
        user = UserFactory()
        token = operations.issue_one_time_link(actor=operator(), user_id=user.pk)
        operations.redeem_one_time_link(actor=Actor.public(), token=token, password=NEW)
        user.refresh_from_db()
        assert user.check_password(NEW)
        with pytest.raises(NotFound):
            operations.redeem_one_time_link(actor=Actor.public(), token=token, password=NEW)

    def test_only_the_hash_of_a_link_is_kept(self):
        token = operations.issue_one_time_link(actor=operator(), user_id=UserFactory().pk)
        assert token not in str(OneTimeLink.objects.values_list())
        assert token not in str(Entry.objects.values_list("data"))

    def test_a_new_link_voids_the_old_one(self):
        user, actor = UserFactory(), operator()
        old = operations.issue_one_time_link(actor=actor, user_id=user.pk)
        operations.issue_one_time_link(actor=actor, user_id=user.pk)
        with pytest.raises(NotFound):
            operations.redeem_one_time_link(actor=Actor.public(), token=old, password=NEW)

    def test_a_link_lapses(self):
        token = operations.issue_one_time_link(actor=operator(), user_id=UserFactory().pk)
        link = OneTimeLink.objects.get()
        with time_machine.travel(link.expires_at + timedelta(seconds=1)), pytest.raises(NotFound):
            operations.redeem_one_time_link(actor=Actor.public(), token=token, password=NEW)

    @pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
    def test_a_weak_password_is_refused_and_the_link_stays(self, password):
        token = operations.issue_one_time_link(actor=operator(), user_id=UserFactory().pk)
        with pytest.raises(RuleViolated):
            operations.redeem_one_time_link(actor=Actor.public(), token=token, password=password)
        operations.redeem_one_time_link(actor=Actor.public(), token=token, password=NEW)

    def test_nobody_else_issues_links_and_nobody_gets_one_when_inactive(self):
        user = UserFactory(is_active=False)
        with pytest.raises(RuleViolated, match="停用"):
            operations.issue_one_time_link(actor=operator(), user_id=user.pk)
        agency = AgencyFactory()
        colleague = PostFactory(agency=agency).user
        with pytest.raises(NotAllowed):
            operations.issue_one_time_link(actor=actor_in(agency, Role.HEAD), user_id=colleague.pk)
        with pytest.raises(NotFound):
            operations.issue_one_time_link(actor=actor_in(agency, Role.HEAD), user_id=user.pk)


def test_a_password_is_changed_by_giving_the_old_one():
    user = UserFactory()
    with pytest.raises(RuleViolated, match="原密码"):
        operations.change_password(actor=me(user), old="x", new=NEW)
    operations.change_password(actor=me(user), old=PASSWORD, new=NEW)
    user.refresh_from_db()
    assert user.check_password(NEW)
    with pytest.raises(NotAllowed):
        operations.change_password(actor=Actor.public(), old=PASSWORD, new=NEW)


def test_a_second_factor_is_in_force_once_its_code_was_given():
    user = UserFactory()
    device = operations.offer_totp(actor=me(user))
    assert operations.offer_totp(actor=me(user)) == device
    with pytest.raises(RuleViolated, match="动态口令不对"):
        operations.confirm_totp(actor=me(user), code="000000")
    device.refresh_from_db()
    device.throttle_reset()
    confirmed = operations.confirm_totp(actor=me(user), code=f"{totp(device.bin_key):06}")
    assert confirmed.confirmed
    assert Entry.objects.filter(action="user.totp_confirmed", subject_id=str(user.pk)).exists()


def test_a_lost_phone_is_answered_by_the_operator_with_a_reason():
    user = UserFactory()
    TOTPDevice.objects.create(user=user, name="x", confirmed=True)
    with pytest.raises(RuleViolated, match="理由"):
        operations.reset_totp(actor=operator(), user_id=user.pk, reason=" ")
    operations.reset_totp(actor=operator(), user_id=user.pk, reason="手机丢失")
    assert not TOTPDevice.objects.exists()


def test_a_post_gives_the_capabilities_of_its_role_for_its_agency():
    agency = AgencyFactory()
    user = UserFactory()
    post = operations.open_post(actor=operator(), user_id=user.pk, agency_id=agency.pk, role=Role.HANDLER)
    actor = queries.actor_for(user, post_id=None, via="web")
    assert (actor.agency_id, actor.post_id, actor.region_code) == (agency.pk, post.pk, agency.region_id)
    assert actor.permissions == CAPABILITIES[Role.HANDLER]


def test_a_post_counts_from_its_first_day_until_the_day_before_its_end():
    post = PostFactory(valid_from=date(2026, 3, 1), valid_until=date(2026, 9, 1))
    for day, is_open in [("2026-02-28", False), ("2026-03-01", True), ("2026-08-31", True), ("2026-09-01", False)]:
        assert queries.open_posts(post.user, date.fromisoformat(day)).exists() is is_open, day


def test_who_holds_two_posts_acts_in_the_chosen_one_and_never_in_somebody_elses():
    user = UserFactory()
    first = PostFactory(user=user)
    second = PostFactory(user=user, agency=AgencyFactory(kind=AgencyKindFactory(code="XF")), role=Role.HEAD)
    other = PostFactory(role=Role.AUDITOR)
    assert queries.actor_for(user, post_id=second.pk, via="web").agency_id == second.agency_id
    assert queries.actor_for(user, post_id=other.pk, via="web").post_id == first.pk


def test_who_has_no_post_may_do_nothing():
    actor = queries.actor_for(UserFactory(), post_id=None, via="web")
    assert actor.permissions == frozenset()
    assert queries.actor_for(None, post_id=None, via="web") == Actor.public()


@pytest.mark.parametrize(("kind", "role"), [(UserKind.OFFICIAL, Role.OPERATOR), (UserKind.OPERATOR, Role.HANDLER)])
def test_operators_operate_and_do_nothing_else(kind, role):
    with pytest.raises(RuleViolated, match="运维"):
        operations.open_post(
            actor=operator(), user_id=UserFactory(kind=kind).pk, agency_id=AgencyFactory().pk, role=role
        )


def test_coordinators_belong_to_coordinating_departments():
    user = UserFactory()
    with pytest.raises(RuleViolated, match="不是统筹部门"):
        operations.open_post(actor=operator(), user_id=user.pk, agency_id=AgencyFactory().pk, role=Role.COORDINATOR)
    bureau = AgencyFactory(kind=AgencyKindFactory(code="XZSP", is_coordinator=True))
    assert operations.open_post(actor=operator(), user_id=user.pk, agency_id=bureau.pk, role=Role.COORDINATOR)


def test_a_post_is_held_once_and_ends():
    post, actor = PostFactory(), operator()
    with pytest.raises(Conflict):
        operations.open_post(actor=actor, user_id=post.user_id, agency_id=post.agency_id, role=post.role)
    operations.close_post(actor=actor, post_id=post.pk)
    with pytest.raises(NotFound):
        operations.close_post(actor=actor, post_id=post.pk)
    assert not queries.open_posts(post.user).exists()


def test_posts_of_others_are_invisible_and_those_of_colleagues_not_mine_to_change():
    post = PostFactory()
    stranger = actor_in(AgencyFactory(region=RegionFactory(code="140200")), Role.HEAD)
    with pytest.raises(NotFound):
        operations.close_post(actor=stranger, post_id=post.pk)
    with pytest.raises(NotAllowed):
        operations.close_post(actor=actor_in(post.agency, Role.HEAD), post_id=post.pk)


def test_a_deactivated_user_has_no_post_and_no_link_left():
    post = PostFactory()
    OneTimeLink.objects.create(user=post.user, token_sha256="x", expires_at=timezone.now() + timedelta(days=1))
    operations.deactivate_user(actor=operator(), user_id=post.user_id, reason="调离")
    post.user.refresh_from_db()
    assert not post.user.is_active
    assert not queries.open_posts(post.user).exists()
    assert not OneTimeLink.objects.filter(used_at=None).exists()


def test_nobody_deactivates_himself_or_without_a_reason():
    actor = operator()
    with pytest.raises(RuleViolated, match="自己"):
        operations.deactivate_user(actor=actor, user_id=actor.user_id, reason="x")
    with pytest.raises(RuleViolated, match="理由"):
        operations.deactivate_user(actor=actor, user_id=UserFactory().pk, reason="")


def test_reviewers_register_officers_of_their_own_agency_only():
    agency = AgencyFactory()
    reviewer = actor_in(agency, Role.REVIEWER)
    given = {"name": "王建国", "certificate_number": "14010500001", "certificate_until": date(2030, 1, 1)}
    officer = operations.register_officer(actor=reviewer, agency_id=agency.pk, **given)
    assert officer.name not in Entry.objects.get(action="officer.registered").data
    with pytest.raises(Conflict):
        operations.register_officer(actor=reviewer, agency_id=agency.pk, **given)
    other = AgencyFactory(region=RegionFactory(code="140106"))
    with pytest.raises(NotAllowed, match="本机关"):
        operations.register_officer(actor=reviewer, agency_id=other.pk, **given)
    with pytest.raises(NotAllowed):
        operations.register_officer(actor=actor_in(agency, Role.HANDLER), agency_id=agency.pk, **given)


@pytest.mark.parametrize(
    "changes",
    [{"name": " "}, {"certificate_number": ""}, {"certificate_from": date(2030, 1, 1)}],
)
def test_an_officer_needs_a_name_a_number_and_dates_in_order(changes):
    agency = AgencyFactory()
    given = {"name": "王", "certificate_number": "1", "certificate_until": date(2030, 1, 1)} | changes
    with pytest.raises(RuleViolated):
        operations.register_officer(actor=actor_in(agency, Role.REVIEWER), agency_id=agency.pk, **given)


def test_a_user_is_one_officer():
    officer = OfficerFactory(user=UserFactory())
    with pytest.raises(Conflict, match="已经登记"):
        operations.register_officer(
            actor=operator(),
            agency_id=officer.agency_id,
            name="王",
            certificate_number="999",
            certificate_until=date(2030, 1, 1),
            user_id=officer.user_id,
        )


def test_a_certificate_is_renewed_for_longer_only():
    officer = OfficerFactory(certificate_until=date(2028, 1, 1))
    reviewer = actor_in(officer.agency, Role.REVIEWER)
    with pytest.raises(RuleViolated):
        operations.renew_certificate(actor=reviewer, officer_id=officer.pk, certificate_until=date(2028, 1, 1))
    renewed = operations.renew_certificate(actor=reviewer, officer_id=officer.pk, certificate_until=date(2030, 1, 1))
    assert renewed.certificate_until == date(2030, 1, 1)
    stranger = actor_in(AgencyFactory(region=RegionFactory(code="140200")), Role.REVIEWER)
    with pytest.raises(NotFound):
        operations.renew_certificate(actor=stranger, officer_id=officer.pk, certificate_until=date(2031, 1, 1))


def test_a_key_acts_for_its_agency_within_its_scopes():
    agency, actor = AgencyFactory(), operator()
    key, secret = operations.create_api_key(actor=actor, agency_id=agency.pk, name="区块链平台", scopes=["items:read"])
    assert secret not in str(Entry.objects.values_list("data"))
    holder = operations.use_api_key(actor=Actor(name="接口", via="api"), presented=secret)
    assert (holder.actor.agency_id, holder.actor.permissions) == (agency.pk, frozenset({"catalog.view"}))
    operations.revoke_api_key(actor=actor, key_id=key.pk)
    assert operations.use_api_key(actor=Actor(name="接口", via="api"), presented=secret) is None
    with pytest.raises(NotFound):
        operations.revoke_api_key(actor=actor, key_id=key.pk)


@pytest.mark.parametrize("presented", ["", "tj_", "tj_x_y", "nonsense", "tj_{prefix}_wrong"])
def test_a_wrong_key_opens_nothing(presented):
    key, _ = operations.create_api_key(actor=operator(), agency_id=AgencyFactory().pk, name="x", scopes=["items:read"])
    given = presented.format(prefix=key.prefix)
    assert operations.use_api_key(actor=Actor(name="接口", via="api"), presented=given) is None


@pytest.mark.parametrize(("name", "scopes"), [("", ["items:read"]), ("x", []), ("x", ["everything"])])
def test_a_key_has_a_purpose_and_scopes_of_the_list(name, scopes):
    with pytest.raises(RuleViolated):
        operations.create_api_key(actor=operator(), agency_id=AgencyFactory().pk, name=name, scopes=scopes)


def test_keys_are_the_operators_business():
    agency = AgencyFactory()
    with pytest.raises(NotAllowed):
        operations.create_api_key(
            actor=actor_in(agency, Role.HEAD), agency_id=agency.pk, name="x", scopes=["items:read"]
        )


def test_signing_in_and_out_is_recorded_by_key_alone():
    user = UserFactory()
    operations.note_sign_in(actor=me(user), user=user, second_factor=True)
    operations.note_sign_out(actor=me(user))
    operations.note_sign_out(actor=Actor.public())
    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["user.signed_in", "user.signed_out"]
    assert not Entry.objects.filter(data__contains=user.name).exists()


def test_every_capability_has_a_word():
    assert frozenset[str]().union(*CAPABILITIES.values()) <= set(CAPABILITY_LABELS)


def test_names_are_found_in_one_query(django_assert_num_queries):
    users = [UserFactory() for _ in range(5)]
    with django_assert_num_queries(1):
        names = queries.names_of_users([str(user.pk) for user in users] + [""])
    assert names == {str(user.pk): user.name for user in users}
