"""Pages of access, sessions and keys."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.foundation.org.factories import PASSWORD, PostFactory
from tongjian.doors.face.devices import device_of
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.roles import AREA_LABELS, CAPABILITIES, CAPABILITY_LABELS, HOST_CAPABILITIES

pytestmark = pytest.mark.django_db
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


def at(name, *args):
    return reverse(f"org:{name}", args=args)


def text(response):
    return response.content.decode()


def test_every_capability_anybody_has_has_a_name_and_an_area():
    given = set().union(*CAPABILITIES.values())
    assert given <= set(CAPABILITY_LABELS)
    assert {code.partition(".")[0] for code in CAPABILITY_LABELS} == set(AREA_LABELS)
    assert HOST_CAPABILITIES


def test_one_sees_what_one_may_do_and_by_which_post(sign_in, agency):
    page = text(sign_in(Role.HANDLER).get(at("access")))
    assert "太原市市场监督管理局经办" in page
    assert "没有统筹岗位" in page
    assert "监管对象" in page


def test_a_person_without_a_post_is_said_to_see_nothing(sign_in, enter, agency):
    post = PostFactory(agency=agency, role=Role.HANDLER)
    client = sign_in(Role.OPERATOR)
    operations.close_post(
        actor=queries.actor_for(PostFactory(role=Role.OPERATOR, agency=agency).user, post_id=None, via="web"),
        post_id=post.pk,
    )
    assert "没有岗位" in text(client.get(at("access-of", post.user_id)))


def test_the_cost_of_the_page_does_not_grow(sign_in, agency, django_assert_max_num_queries):
    client = sign_in(Role.HANDLER)
    with django_assert_max_num_queries(40):
        client.get(at("access"))


def test_a_stranger_is_not_shown(sign_in):
    assert sign_in(Role.HANDLER).get(at("access-of", PostFactory().user_id)).status_code == 404


def test_who_can_do_something_and_the_table_of_roles(sign_in, agency):
    client = sign_in(Role.HEAD)
    page = text(client.get(at("access-holders", "inspections.approve")))
    assert "谁能批准联合检查" in page and "太原市市场监督管理局" in page
    assert client.get(at("access-holders", "no.such")).status_code == 404
    assert "角色权限表" in text(client.get(at("access-roles")))


def test_the_tables_leave_as_excel(sign_in):
    client = sign_in(Role.HEAD)
    for name in ("access", "access-roles"):
        file = io.BytesIO(b"".join(client.get(at(name), {"export": "xlsx"})))
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
        assert len(rows) == len(CAPABILITY_LABELS) + 1


def test_signing_in_lists_the_session_and_ending_it_elsewhere_ends_it(client, agency):
    user = PostFactory(agency=agency).user
    form = {"username": user.username, "password": PASSWORD}
    client.post(at("sign-in"), form, headers={"User-Agent": EDGE})
    page = text(client.get(at("sessions")))
    assert "Windows · Edge" in page and "这台设备" in page

    other = client.__class__()
    other.post(at("sign-in"), form)
    assert other.get(at("account")).status_code == 200
    client.post(at("end-sessions", user.pk))

    assert other.get(at("account")).status_code == 302
    assert client.get(at("account")).status_code == 200
    assert "以前的登录" in text(client.get(at("sessions")))


def test_an_operator_ends_sessions_of_a_person(sign_in, client, agency):
    user = PostFactory(agency=agency).user
    theirs = client.__class__()
    theirs.post(at("sign-in"), {"username": user.username, "password": PASSWORD})
    page = sign_in(Role.OPERATOR).get(at("sessions-of", user.pk))
    one = user.sign_ins.get()
    assert at("end-session", one.pk) in text(page)
    client.post(at("end-session", one.pk))
    assert theirs.get(at("account")).status_code == 302


def test_keys_are_listed_and_changed_and_the_secret_is_shown_once(sign_in, agency):
    client = sign_in(Role.OPERATOR)
    operator = queries.actor_for(PostFactory(role=Role.OPERATOR, agency=agency).user, post_id=None, via="web")
    key, _ = operations.create_api_key(actor=operator, agency_id=agency.pk, name="共享平台", scopes=["items:read"])
    assert "共享平台" in text(client.get(at("keys")))
    assert "更换密钥" in text(client.get(at("key", key.pk)))
    page = text(client.post(at("rotate-key", key.pk)))
    assert "tj_" in page and "只显示这一次" in page
    assert "tj_" not in text(client.get(at("key", key.pk)))
    assert sign_in(Role.HANDLER).get(at("keys")).status_code == 403


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Windows · Edge"),
        ("Mozilla/5.0 (Linux; Android 14; HUAWEI) Chrome/120 MicroMessenger/8.0", "安卓 · 微信"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "iPhone · Safari"),
        ("", "未知设备"),
        ("curl/8", "未知设备"),
    ],
)
def test_a_browser_in_words(agent, words):
    assert device_of(agent) == words
