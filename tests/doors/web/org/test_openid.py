"""Signing in with what a provider says: only what it signed, for us, just now, counts."""

import time

import pytest
from django.conf import settings

from tests.doors.web.org.provider import CLIENT, KEYS, SECRET, Provider
from tests.foundation.org.factories import PostFactory
from tests.foundation.org.ledger import actions_on
from tongjian.config.environment import OpenIdProvider, openid
from tongjian.doors.cli.examination import host
from tongjian.doors.web.org import openid as door
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.models import LinkedIdentity

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]
BEGIN, SIGN_IN, ACCOUNT = "/org/openid/", "/org/sign-in/", "/org/account/"


@pytest.fixture
def provider(monkeypatch):
    running = Provider()
    monkeypatch.setattr(settings, "OPENID", OpenIdProvider(running.issuer, CLIENT, SECRET, "", "省统一身份"))
    door._client.cache_clear()
    yield running
    running.close()


@pytest.fixture
def user(agency):
    return PostFactory(agency=agency, user__username="zhang.san").user


@pytest.fixture
def linked(user, provider):
    operations.link_identity(actor=actor_of(user), issuer=provider.issuer, subject="u-1")
    return user


def actor_of(user):
    return queries.actor_for(user, post_id=None, via="web")


def text(response):
    return response.content.decode()


def come_back(client, provider, wanted=""):
    begun = client.get(BEGIN, {"next": wanted} if wanted else {})
    assert begun.status_code == 302, text(begun)
    return client.get(provider.authorize(begun["Location"]).replace("http://testserver", ""))


def test_whoever_is_linked_comes_in_and_goes_where_they_wanted(client, provider, linked):
    answer = come_back(client, provider, ACCOUNT)
    assert (answer.status_code, answer["Location"]) == (302, ACCOUNT)
    assert client.get(ACCOUNT).status_code == 200
    assert actions_on(linked)[-1] == "user.signed_in"
    assert linked.sign_ins.count() == 1


def test_it_never_leads_to_another_site(client, provider, linked):
    assert come_back(client, provider, "https://elsewhere.example/")["Location"] == "/"


def test_somebody_unknown_is_told_how_to_link(client, provider, user):
    answer = come_back(client, provider)
    assert answer.status_code == 403
    assert "没有账号与它绑定" in text(answer)


def test_one_links_the_own_account_and_takes_it_back(enter, client, provider, user):
    enter(user)
    assert come_back(client, provider)["Location"] == ACCOUNT
    assert LinkedIdentity.objects.get().user == user
    page = text(client.get(ACCOUNT))
    assert "已绑定，以后可以用统一身份认证登录" in page and "已绑定省统一身份" in page
    client.post("/org/openid/unlink/")
    assert not LinkedIdentity.objects.exists()
    assert actions_on(user) == ["user.identity_linked", "user.identity_unlinked"]


def test_an_identity_belongs_to_one_person(enter, client, provider, linked, agency):
    other = PostFactory(agency=agency).user
    enter(other)
    come_back(client, provider)
    assert "已经绑定另一个账号" in text(client.get(ACCOUNT))
    assert LinkedIdentity.objects.get().user == linked


def test_a_name_the_installation_trusts_links_the_first_time_only(client, provider, user, monkeypatch):
    trusting = OpenIdProvider(provider.issuer, CLIENT, SECRET, "preferred_username", "省统一身份")
    monkeypatch.setattr(settings, "OPENID", trusting)
    provider.person = {"sub": "u-1", "preferred_username": "Zhang.San"}
    assert come_back(client, provider).status_code == 302
    client.logout()
    provider.person = {"sub": "u-2", "preferred_username": "zhang.san"}
    assert come_back(client, provider).status_code == 403, "another subject with the same name is somebody else"


def test_whoever_left_stays_outside(client, provider, linked):
    linked.is_active = False
    linked.save()
    assert come_back(client, provider).status_code == 403


@pytest.mark.parametrize(
    "bend",
    [
        {"aud": "another"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "another"},
        {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_us_from_them_and_now_is_refused(client, provider, linked, bend):
    provider.bend = bend
    assert come_back(client, provider).status_code == 403
    assert client.get(ACCOUNT).status_code == 302


def test_a_token_somebody_else_signed_is_refused(client, provider, linked):
    provider.sign_with = KEYS[1]
    assert come_back(client, provider).status_code == 403


def test_a_token_nobody_or_the_shared_secret_signed_is_refused(client, provider, linked, monkeypatch):
    provider.metadata = {"id_token_signing_alg_values_supported": ["none", "HS256"]}
    assert client.get(BEGIN).status_code == 503


def test_an_answer_nobody_asked_for_is_refused(client, provider, linked):
    location = provider.authorize(client.get(BEGIN)["Location"])
    assert client.__class__().get(location.replace("http://testserver", "")).status_code == 403
    assert client.get("/org/openid/return/?code=x&state=y").status_code == 403
    assert client.get("/org/openid/return/?error=access_denied").status_code == 403


def test_a_code_works_once(client, provider, linked):
    location = provider.authorize(client.get(BEGIN)["Location"]).replace("http://testserver", "")
    assert client.get(location).status_code == 302
    assert client.get(location).status_code == 403


def test_another_issuer_behind_the_address_is_refused(client, provider):
    provider.metadata = {"issuer": "https://elsewhere.example"}
    answer = client.get(BEGIN)
    assert answer.status_code == 503
    assert "与设置不符" in text(answer)
    assert "不符" in host.openid().sentence


def test_a_provider_that_is_down_is_said_in_words(client, provider):
    assert "省统一身份" in host.openid().sentence
    provider.close()
    answer = client.get(BEGIN)
    assert answer.status_code == 503
    assert "暂时连不上" in text(answer)
    assert "没有正常回答" in host.openid().sentence


def test_without_a_provider_nothing_is_offered(client):
    assert client.get(BEGIN).status_code == 404
    assert BEGIN not in text(client.get(SIGN_IN))
    assert "用密码登录" in host.openid().sentence


def test_a_setting_that_makes_no_sense_stops_the_start(monkeypatch):
    monkeypatch.setenv("TONGJIAN_OPENID_ISSUER", "http://id.example")
    with pytest.raises(Exception, match="https"):
        openid()
    monkeypatch.setenv("TONGJIAN_OPENID_ISSUER", "https://id.example/")
    with pytest.raises(Exception, match="CLIENT_ID"):
        openid()
    monkeypatch.setenv("TONGJIAN_OPENID_CLIENT_ID", "a")
    monkeypatch.setenv("TONGJIAN_OPENID_CLIENT_SECRET", "b")
    assert openid().issuer == "https://id.example"


def test_a_person_without_a_password_keeps_the_way_in(linked):
    linked.set_unusable_password()
    linked.save()
    with pytest.raises(Exception, match="没有密码"):
        operations.unlink_identity(actor=actor_of(linked), user_id=linked.pk)
    with pytest.raises(Exception, match="只能"):
        operations.unlink_identity(actor=Actor.public(), user_id=linked.pk)
