"""People see where they are signed in and end it; keys of other systems are changed without a stop."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.foundation.org.factories import PASSWORD, AgencyFactory, PostFactory, RegionFactory, UserFactory, actor_in
from tests.foundation.org.ledger import actions_on
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound
from tongjian.foundation.org import queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import SignIn
from tongjian.foundation.org.operations import (
    change_password,
    create_api_key,
    deactivate_user,
    end_session,
    end_sessions,
    entrust_post,
    note_sign_out,
    open_session,
    revoke_api_key,
    rotate_api_key,
    touch_session,
    use_api_key,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def operator(agency):
    return actor_in(agency, Role.OPERATOR)


@pytest.fixture
def person(agency):
    return queries.actor_for(PostFactory(agency=agency).user, post_id=None, via="web")


def begin(actor, agent="Mozilla/5.0 (Windows NT 10.0) Chrome/130 Edg/130"):
    store = SessionStore()
    store.create()
    return open_session(actor=actor, session_key=store.session_key, agent=agent, address="10.1.2.3")


def user_of(actor):
    return queries.get_user(Actor.host("org.manage_users"), actor.user_id)


def open_ids(actor):
    return set(queries.open_sessions(actor, user_of(actor)).values_list("pk", flat=True))


def test_a_session_is_listed_until_it_is_ended_and_then_lets_nobody_in(person):
    here, there = begin(person), begin(person)
    assert open_ids(person) == {here.pk, there.pk}

    end_session(actor=person, sign_in_id=there.pk)

    assert open_ids(person) == {here.pk}
    assert not Session.objects.filter(session_key=there.session_key).exists()
    assert Session.objects.filter(session_key=here.session_key).exists()
    assert actions_on(user_of(person)) == ["user.sessions_ended"]


def test_a_session_nobody_uses_is_past(person):
    one = begin(person)
    SignIn.objects.filter(pk=one.pk).update(seen_at=timezone.now() - timedelta(hours=2))
    assert open_ids(person) == set()
    assert list(queries.past_sessions(person, user_of(person))) == [one]
    touch_session(actor=person, sign_in_id=one.pk)
    assert open_ids(person) == {one.pk}


def test_all_others_end_at_once(person):
    here, *_ = [begin(person) for _ in range(3)]
    assert end_sessions(actor=person, user_id=person.user_id, but=here.pk) == 2
    assert open_ids(person) == {here.pk}
    assert end_sessions(actor=person, user_id=person.user_id, but=here.pk) == 0


def test_signing_out_a_new_password_and_leaving_end_sessions(person, operator):
    note_sign_out(actor=person, sign_in_id=begin(person).pk)
    assert open_ids(person) == set()
    begin(person)
    change_password(actor=person, old=PASSWORD, new="另一个很长的口令 2026")
    assert open_ids(person) == set()
    begin(person)
    deactivate_user(actor=operator, user_id=person.user_id, reason="调离")
    assert open_ids(person) == set()


def test_nobody_sees_or_ends_the_sessions_of_a_colleague(person, agency):
    one, colleague = begin(person), actor_in(agency)
    with pytest.raises(NotFound):
        end_session(actor=colleague, sign_in_id=one.pk)
    with pytest.raises(NotFound):
        end_sessions(actor=colleague, user_id=person.user_id)
    assert not queries.open_sessions(colleague, user_of(person)).exists()


def test_an_operator_ends_what_a_lost_phone_left_open(person, operator):
    begin(person)
    assert end_sessions(actor=operator, user_id=person.user_id) == 1


def test_somebody_unknown_opens_no_session():
    with pytest.raises(NotAllowed):
        open_session(actor=Actor.public(), session_key="", agent="", address=None)


def test_a_new_key_takes_over_while_the_old_one_still_works(operator, agency):
    old, secret = create_api_key(
        actor=operator, agency_id=agency.pk, name="共享平台", scopes=["items:read"],
        valid_until=timezone.now() + timedelta(days=100),
    )  # fmt: skip

    new, fresh = rotate_api_key(actor=operator, key_id=old.pk, overlap=timedelta(days=7))

    old.refresh_from_db()
    assert (new.scopes, new.name) == (old.scopes, old.name)
    assert timedelta(days=6) < old.valid_until - timezone.now() <= timedelta(days=7)
    assert timedelta(days=99) < new.valid_until - timezone.now() <= timedelta(days=100)
    door = Actor(name="接口", via="api")
    assert use_api_key(actor=door, presented=secret) and use_api_key(actor=door, presented=fresh)
    assert actions_on(old)[-1] == "api_key.replaced"


def test_a_key_out_of_sight_or_revoked_is_not_rotated(operator, agency, person):
    key, _ = create_api_key(actor=operator, agency_id=agency.pk, name="共享平台", scopes=["items:read"])
    with pytest.raises(NotFound):
        rotate_api_key(actor=person, key_id=key.pk, overlap=timedelta(days=7))
    revoke_api_key(actor=operator, key_id=key.pk)
    with pytest.raises(NotFound):
        rotate_api_key(actor=operator, key_id=key.pk, overlap=timedelta(days=7))


def test_whose_role_gives_what_is_read_from_the_table_of_roles(agency):
    user = PostFactory(agency=agency, role=Role.HANDLER).user
    by_code = {one.capability: one for one in queries.standing_of(user)}
    assert [post.role for post in by_code["planning.enter_demand"].posts] == [Role.HANDLER]
    assert by_code["planning.coordinate"].posts == [] and by_code["planning.coordinate"].roles == [Role.COORDINATOR]
    actor = queries.actor_for(user, post_id=None, via="web")
    assert {code for code, one in by_code.items() if one.posts} == actor.permissions


def test_an_entrusted_post_gives_what_it_gives_its_holder(agency):
    holder = PostFactory(agency=agency, role=Role.HEAD)
    deputy = PostFactory(agency=agency, role=Role.HANDLER).user
    today = timezone.localdate()
    entrust_post(
        actor=queries.actor_for(holder.user, post_id=None, via="web"), post_id=holder.pk, deputy_id=deputy.pk,
        valid_from=today, valid_until=today + timedelta(days=3), reason="休假",
    )  # fmt: skip
    by_code = {one.capability: one for one in queries.standing_of(deputy)}
    assert by_code["inspections.approve"].posts == [holder]


def test_holders_of_a_capability_are_those_one_may_see(agency, operator):
    elsewhere = AgencyFactory(region=RegionFactory(code="140213"))
    near, far = PostFactory(agency=agency, role=Role.HEAD), PostFactory(agency=elsewhere, role=Role.HEAD)
    PostFactory(agency=agency, role=Role.HEAD, user=UserFactory(is_active=False))
    assert list(queries.holders_of(actor_in(agency), "inspections.approve")) == [near]
    assert set(queries.holders_of(operator, "inspections.approve")) == {near, far}
