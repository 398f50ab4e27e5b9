"""The way in: password, lockout, second step, one-time link; and the way out."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.foundation.org.factories import PASSWORD, PostFactory, UserFactory, operator
from tests.foundation.org.ledger import actions_on
from tests.foundation.org.phones import code_of, wrong_code
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org import operations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SIGN_IN, SECOND, WORKBENCH, ACCOUNT = "/org/sign-in/", "/org/second-step/", "/", "/org/account/"
NEW = "汾水流长到天边 2026"


@pytest.fixture
def user():
    return PostFactory(user__username="zhang.san").user


@pytest.fixture
def device(user):
    return TOTPDevice.objects.create(user=user, name="手机", confirmed=True)


def try_password(client, password=PASSWORD, username="zhang.san", **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def text(response):
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


class TestPassword:
    def test_it_leads_to_where_one_wanted_to_be(self, client, user):
        response = client.get("/org/agencies/?text=SCJG")
        assert response.url == f"{SIGN_IN}?{urlencode({'next': '/org/agencies/?text=SCJG'})}"
        page = BeautifulSoup(client.get(response.url).content, "html.parser")
        wanted = page.select_one("input[name=next]")["value"]
        assert try_password(client, next=wanted).url == "/org/agencies/?text=SCJG"
        assert actions_on(user) == ["user.signed_in"]

    def test_a_name_typed_by_a_phone_is_the_same_name(self, client, user):
        assert try_password(client, username=" Zhang.San ").url == WORKBENCH

    @pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
    def test_it_never_leads_to_another_site(self, client, user, elsewhere):
        assert try_password(client, next=elsewhere).url == WORKBENCH

    def test_a_wrong_password_and_an_unknown_name_look_the_same(self, client, user):
        for response in (try_password(client, "错"), try_password(client, username="nobody")):
            assert response.status_code == 422
            assert "用户名或密码不对" in text(response)
        assert not Entry.objects.exists()

    def test_a_deactivated_user_and_one_without_password_stay_outside(self, client, user):
        fresh = operations.create_user(actor=operator(), username="lisi", name="李四")
        assert try_password(client, username=fresh.username).status_code == 422
        operations.deactivate_user(actor=operator(), user_id=user.pk, reason="调离")
        assert try_password(client).status_code == 422

    def test_a_session_ends_when_its_user_is_deactivated(self, client, user):
        try_password(client)
        assert client.get(ACCOUNT).status_code == 200
        operations.deactivate_user(actor=operator(), user_id=user.pk, reason="调离")
        assert client.get(ACCOUNT).status_code == 302

    def test_half_an_hour_of_silence_ends_a_session_and_work_keeps_it(self, client, user, clock):
        try_password(client)
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert client.get(ACCOUNT).status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get(ACCOUNT).status_code == 302

    def test_signing_out_is_recorded_and_needs_a_post(self, client, user):
        try_password(client)
        assert client.get("/org/sign-out/").status_code == 405
        assert client.post("/org/sign-out/").url == SIGN_IN
        assert not get_user(client).is_authenticated
        assert actions_on(user) == ["user.signed_in", "user.signed_out"]


class TestLockout:
    def fail(self, client, times):
        return [try_password(client, "错") for _ in range(times)]

    def test_five_failures_lock_for_half_an_hour_and_the_page_counts_down(self, client, user, clock):
        assert [response.status_code for response in self.fail(client, 5)] == [422] * 4 + [429]
        response = try_password(client)
        assert response.status_code == 429
        assert "请 30 分钟后再试" in text(response)
        clock.shift(timedelta(minutes=18, seconds=30))
        assert "请 12 分钟后再试" in text(try_password(client))
        assert not get_user(client).is_authenticated

    def test_trying_on_does_not_make_it_longer(self, client, user, clock):
        self.fail(client, 5)
        clock.shift(timedelta(minutes=20))
        self.fail(client, 3)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert try_password(client).url == WORKBENCH

    def test_it_is_recorded_once_without_a_name_or_an_address(self, client, user):
        self.fail(client, 8)
        entry = Entry.objects.get()
        assert (entry.action, entry.subject_id, entry.data) == ("user.locked_out", str(user.pk), "{}")

    def test_others_are_not_locked_out_with_it(self, client, user):
        PostFactory(user__username="li.si")
        self.fail(client, 5)
        assert try_password(client, username="li.si").url == WORKBENCH

    def test_success_starts_the_count_again(self, client, user):
        self.fail(client, 4)
        try_password(client)
        assert {response.status_code for response in self.fail(client, 4)} == {422}

    def test_the_rulebook_sets_the_limits(self, client, user, reference):
        from tongjian.foundation.rulebook.models import Parameter

        Parameter.objects.filter(code="login.lockout_failures").update(value="2")
        Parameter.objects.filter(code="login.lockout").update(value="45")
        assert "请 45 分钟后再试" in text(self.fail(client, 2)[-1])

    def test_a_one_time_link_ends_it(self, client, user, reference):
        self.fail(client, 5)
        token = operations.issue_one_time_link(actor=operator(), user_id=user.pk)
        client.post(f"/org/link/{token}/", {"password": NEW, "again": NEW})
        assert try_password(client, NEW).url == WORKBENCH


class TestSecondStep:
    def test_the_password_alone_opens_one_page_only(self, client, user, device):
        assert try_password(client, next="/org/agencies/").url == f"{SECOND}?{urlencode({'next': '/org/agencies/'})}"
        for address in (WORKBENCH, ACCOUNT, "/org/agencies/", "/org/account/totp/"):
            assert client.get(address).url.startswith(SECOND)
        assert client.post("/org/account/password/", {}).url == SECOND
        assert actions_on(user) == []

    def test_the_code_opens_the_rest(self, client, user, device):
        try_password(client)
        assert client.post(SECOND, {"code": code_of(device), "next": "/org/agencies/"}).url == "/org/agencies/"
        assert client.get(ACCOUNT).status_code == 200
        assert actions_on(user) == ["user.signed_in"]

    def test_a_wrong_code_and_a_used_one_are_refused(self, client, user, device):
        code = code_of(device)
        try_password(client)
        client.post(SECOND, {"code": code})
        other = Client()
        try_password(other)
        response = other.post(SECOND, {"code": code})
        assert response.status_code == 422
        assert "动态口令不对，或者已经用过" in text(response)

    def test_guessing_has_to_wait_longer_and_longer(self, client, user, device):
        try_password(client)
        wrong = wrong_code(device)
        client.post(SECOND, {"code": wrong})
        assert "秒后用新的口令再试" in text(client.post(SECOND, {"code": code_of(device)}))

    def test_one_can_leave_instead(self, client, user, device):
        try_password(client)
        client.post("/org/sign-out/")
        assert not get_user(client).is_authenticated

    def test_enrolling_in_one_session_asks_the_others_for_a_code(self, client, user):
        other = Client()
        for session in (client, other):
            try_password(session)
        client.get("/org/account/totp/")
        device = TOTPDevice.objects.get(user=user)
        assert client.post("/org/account/totp/", {"code": code_of(device)}).url == ACCOUNT
        assert client.get(ACCOUNT).status_code == 200
        assert other.get(ACCOUNT).url.startswith(SECOND)

    def test_enrolment_shows_a_picture_and_the_same_as_text(self, client, user):
        try_password(client)
        page = BeautifulSoup(client.get("/org/account/totp/").content, "html.parser")
        picture = page.select_one("main .qr-code svg")
        # Without a viewBox a code that is shown smaller is cut off, and no phone can read it.
        assert picture["viewbox"].split()[2] == picture["viewbox"].split()[3]
        assert TOTPDevice.objects.get().config_url.partition("secret=")[2][:4] in page.get_text()
        refused = client.post("/org/account/totp/", {"code": "000000"})
        assert refused.status_code == 422
        assert "动态口令不对" in text(refused)

    def test_after_a_reset_the_password_is_enough(self, client, user, device):
        operations.reset_totp(actor=operator(), user_id=user.pk, reason="手机遗失")
        assert try_password(client).url == WORKBENCH


class TestOneTimeLink:
    @pytest.fixture
    def link(self, user, reference):
        token = operations.issue_one_time_link(actor=operator(), user_id=user.pk)
        return reverse("org:redeem-link", args=[token])

    def test_the_page_greets_its_holder_and_sets_the_password(self, client, user, link):
        assert f"{user.name}，您的用户名是 zhang.san" in text(client.get(link))
        assert client.post(link, {"password": NEW, "again": NEW}).url == SIGN_IN
        assert try_password(client, NEW).url == WORKBENCH

    def test_a_used_link_says_so_and_names_nobody(self, client, user, link):
        client.post(link, {"password": NEW, "again": NEW})
        for response in (client.get(link), client.post(link, {"password": PASSWORD, "again": PASSWORD})):
            assert response.status_code == 404
            assert "链接无效、已使用或已过期" in text(response)
            assert user.name not in text(response)

    def test_two_different_entries_and_a_weak_password_are_refused(self, client, link):
        assert "两次输入的密码不一样" in text(client.post(link, {"password": NEW, "again": PASSWORD}))
        weak = client.post(link, {"password": "短密码", "again": "短密码"})
        assert weak.status_code == 422
        assert "密码至少 10 位" in text(weak)

    def test_a_new_password_ends_every_session(self, client, user, link):
        other = Client()
        try_password(other)
        client.post(link, {"password": NEW, "again": NEW})
        assert other.get(ACCOUNT).status_code == 302


def test_every_page_but_the_public_ones_needs_a_sign_in(client, db):
    for name in ("agencies", "users", "officers", "account", "password", "totp", "establish", "create-user"):
        assert client.get(reverse(f"org:{name}")).url.startswith(SIGN_IN)


def test_somebody_without_a_post_gets_in_and_can_do_nothing(client):
    UserFactory(username="zhang.san")
    try_password(client)
    page = text(client.get(ACCOUNT))
    assert "没有岗位" in page
    assert "没有权限" in page
