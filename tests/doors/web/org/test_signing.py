"""Getting in: password, second step, one-time link; and staying out after too many failures."""

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.foundation.org.factories import (
    PASSWORD,
    AgencyFactory,
    AgencyKindFactory,
    PostFactory,
    UserFactory,
    operator,
)
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org import operations
from tongjian.foundation.org.choices import Role

pytestmark = pytest.mark.django_db

SIGN_IN = "/org/sign-in/"
NEW = "天龙山石窟 2027"


@pytest.fixture
def post():
    return PostFactory()


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": user.username, "password": password, **more})


def code_of(user):
    device = TOTPDevice.objects.get(user=user)
    device.throttle_reset()
    return f"{totp(device.bin_key):06}"


def test_who_is_not_signed_in_is_asked_to_and_comes_back(client, post):
    asked = client.get("/rules/?text=T01")
    assert (asked.status_code, asked["Location"]) == (302, f"{SIGN_IN}?next=/rules/%3Ftext%3DT01")
    answer = sign_in(client, post.user, next="/rules/?text=T01")
    assert (answer.status_code, answer["Location"]) == (302, "/rules/?text=T01")
    assert Entry.objects.filter(action="user.signed_in", subject_id=str(post.user_id)).exists()


@pytest.mark.parametrize("elsewhere", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, post, elsewhere):
    assert sign_in(client, post.user, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize("who", ["wrong password", "unknown", "inactive"])
def test_a_refusal_does_not_say_what_was_wrong(client, who):
    user = UserFactory(is_active=who != "inactive")
    name = "nobody" if who == "unknown" else user.username
    answer = client.post(SIGN_IN, {"username": name, "password": "x" if who == "wrong password" else PASSWORD})
    assert answer.status_code == 422
    assert "用户名或密码不对。" in answer.content.decode()


def test_after_five_failures_the_account_waits_even_for_the_right_password(client, post):
    for _ in range(4):
        assert sign_in(client, post.user, "wrong").status_code == 422
    locked = sign_in(client, post.user, "wrong")
    assert locked.status_code == 429
    assert "连续输错次数过多，账号已暂时锁定，请 30 分钟后再试，或联系运维员。" in locked.content.decode()
    assert sign_in(client, post.user).status_code == 429

    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=31)):
        assert sign_in(client, post.user).status_code == 302


def test_another_person_is_not_locked_out_with_them(client, post):
    for _ in range(5):
        sign_in(client, post.user, "wrong")
    assert sign_in(client, PostFactory(user=UserFactory(), agency=post.agency, role=Role.HEAD).user).status_code == 302


def test_with_a_second_factor_the_password_alone_opens_nothing(client, post):
    device = TOTPDevice.objects.create(user=post.user, name="手机", confirmed=True)
    answer = sign_in(client, post.user, next="/rules/")
    assert answer["Location"] == "/org/second-step/"
    for path in ("/", "/rules/", "/org/account/", "/org/account/totp/"):
        assert client.get(path)["Location"] == "/org/second-step/", path

    wrong = client.post("/org/second-step/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "动态口令不对" in wrong.content.decode()
    right = client.post("/org/second-step/", {"code": code_of(post.user)})
    assert right["Location"] == "/rules/"
    assert client.get("/org/account/").status_code == 200
    assert Entry.objects.filter(action="user.signed_in", data__contains='"second_factor":true').count() == 1
    assert device.user == post.user


def test_a_code_is_good_once(client, post):
    TOTPDevice.objects.create(user=post.user, name="手机", confirmed=True)
    code = code_of(post.user)
    sign_in(client, post.user)
    client.post("/org/second-step/", {"code": code})
    client.post("/org/sign-out/")
    sign_in(client, post.user)
    assert client.post("/org/second-step/", {"code": code}).status_code == 422


def test_guessing_codes_is_slowed_down(client, post):
    TOTPDevice.objects.create(user=post.user, name="手机", confirmed=True)
    sign_in(client, post.user)
    client.post("/org/second-step/", {"code": "000000"})
    device = TOTPDevice.objects.get()
    code = f"{totp(device.bin_key):06}"
    assert client.post("/org/second-step/", {"code": code}).status_code == 422


def test_enrolling_shows_a_code_to_scan_and_asks_for_proof(client, post):
    sign_in(client, post.user)
    page = client.get("/org/account/totp/").content.decode()
    assert "<svg" in page
    secret = re.search(r'class="code">([A-Z2-7]{16,})', page)
    assert secret is not None
    refused = client.post("/org/account/totp/", {"code": "000000"})
    assert refused.status_code == 422
    answer = client.post("/org/account/totp/", {"code": code_of(post.user)})
    assert answer["Location"] == "/org/account/"
    assert "已启用动态口令" in client.get("/org/account/").content.decode()


def test_a_one_time_link_sets_the_password(client, reference):
    user = UserFactory(password="!")
    token = operations.issue_one_time_link(actor=operator(), user_id=user.pk)
    path = reverse("org:redeem-link", args=[token])
    assert "不一样" in client.post(path, {"password": NEW, "again": "x"}).content.decode()
    assert client.post(path, {"password": "short", "again": "short"}).status_code == 422
    assert client.post(path, {"password": NEW, "again": NEW})["Location"] == SIGN_IN
    assert sign_in(client, user, NEW).status_code == 302
    again = client.post(path, {"password": NEW, "again": NEW})
    assert "链接无效、已使用或已过期" in again.content.decode()


def test_signing_out_ends_the_session(client, post):
    sign_in(client, post.user)
    assert client.get("/org/sign-out/").status_code == 405
    client.post("/org/sign-out/")
    assert client.get("/").status_code == 302
    assert Entry.objects.filter(action="user.signed_out").exists()


def test_a_new_password_ends_the_old_session(client, post):
    sign_in(client, post.user)
    wrong = client.post("/org/account/password/", {"old": "x", "password": NEW, "again": NEW})
    assert "原密码不对" in wrong.content.decode()
    client.post("/org/account/password/", {"old": PASSWORD, "password": NEW, "again": NEW})
    assert client.get("/org/account/").status_code == 302
    assert sign_in(client, post.user, NEW).status_code == 302


def test_a_person_with_two_posts_works_in_the_one_that_was_chosen(client, post):
    second = PostFactory(user=post.user, agency=AgencyFactory(kind=AgencyKindFactory(code="XF")), role=Role.HEAD)
    foreign = PostFactory(user=UserFactory(), agency=second.agency, role=Role.REVIEWER)
    sign_in(client, post.user)
    client.post("/org/account/post/", {"post": str(second.pk)})
    assert second.agency.name in client.get("/").content.decode()
    assert client.post("/org/account/post/", {"post": str(foreign.pk)}).status_code == 404


def test_a_deactivated_user_is_out_at_once(client, post):
    sign_in(client, post.user)
    assert client.get("/").status_code == 200
    operations.deactivate_user(actor=operator(), user_id=post.user_id, reason="调离")
    assert client.get("/").status_code == 302
