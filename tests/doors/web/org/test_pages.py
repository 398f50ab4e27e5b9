"""Agencies and people as pages: what an operator does, what everybody else may look at."""

import pytest
from django.urls import reverse

from tests.foundation.org.factories import (
    AgencyFactory,
    AgencyKindFactory,
    OfficerFactory,
    PostFactory,
    RegionFactory,
    UserFactory,
)
from tongjian.foundation.org.choices import Role, UserKind
from tongjian.foundation.org.models import Agency, ApiKey, Officer, Post, User

pytestmark = pytest.mark.django_db

LONG = "山西晋中国家农业高新技术产业示范区（太谷区）汾河流域生态保护·综合治理工程建设管理<b>局</b>&Co"


def as_role(client, role, **fields):
    kind = UserKind.OPERATOR if role == Role.OPERATOR else UserKind.OFFICIAL
    post = PostFactory(user=UserFactory(kind=kind), role=role, **fields)
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return post


@pytest.fixture
def operated(client):
    as_role(client, Role.OPERATOR, agency=AgencyFactory(region=RegionFactory(code="140000")))
    return client


def text(answer):
    return answer.content.decode()


def test_an_operator_establishes_an_agency_publishes_it_and_ends_it_again(operated):
    AgencyKindFactory(code="XF")
    RegionFactory(code="140105")
    assert operated.post("/org/agencies/new/", {"kind_code": "", "region_code": ""}).status_code == 422
    operated.post("/org/agencies/new/", {"kind_code": "XF", "region_code": "140105", "name": LONG})
    agency = Agency.objects.get(code="140105-XF")
    page = text(operated.get(f"/org/agencies/{agency.pk}/"))
    assert "&lt;b&gt;局" in page
    assert "<b>局" not in page
    assert "不能实施检查" in page

    publish = reverse("org:publish-enforcement", args=[agency.pk])
    assert operated.post(publish, {"basis": ""}).status_code == 422
    assert operated.post(publish, {"basis": "并政发〔2026〕1号"}).status_code == 302
    again = operated.post(publish, {"basis": "并政发〔2026〕1号"})
    assert (again.status_code, "已经公布" in text(again)) == (422, True)
    end = reverse("org:end-enforcement", args=[agency.pk])
    assert operated.post(end, {"reason": "机构改革"}).status_code == 302
    assert "已终止" in text(operated.get(f"/org/agencies/{agency.pk}/"))


def test_a_key_is_shown_once(operated):
    agency = AgencyFactory()
    url = reverse("org:create-key", args=[agency.pk])
    assert operated.post(url, {"name": "平台", "scopes": []}).status_code == 422
    made = text(operated.post(url, {"name": "区块链平台", "scopes": ["items:read"]}))
    key = ApiKey.objects.get()
    assert f"tj_{key.prefix}_" in made
    page = text(operated.get(f"/org/agencies/{agency.pk}/"))
    assert f"tj_{key.prefix}_" not in page
    operated.post(reverse("org:revoke-key", args=[key.pk]))
    assert "已吊销" in text(operated.get(f"/org/agencies/{agency.pk}/"))


@pytest.mark.usefixtures("reference")
def test_an_operator_makes_a_user_gives_a_post_and_a_link(operated):
    agency = AgencyFactory()
    operated.post("/org/users/new/", {"name": "王建国", "username": "wang.jg", "kind": "official", "phone": ""})
    user = User.objects.get(username="wang.jg")
    taken = operated.post("/org/users/new/", {"name": "王", "username": "wang.jg", "kind": "official"})
    assert (taken.status_code, "已被使用" in text(taken)) == (422, True)

    add = reverse("org:add-post", args=[user.pk])
    unknown = operated.post(add, {"agency_code": "140105-NO", "role": "handler"})
    assert (unknown.status_code, "没有代码为" in text(unknown)) == (422, True)
    assert (
        operated.post(add, {"agency_code": f" {agency.code} ", "role": "handler", "title": "科员"}).status_code == 302
    )
    link = text(operated.post(reverse("org:issue-link", args=[user.pk])))
    assert "/org/link/" in link
    assert "/org/link/" not in text(operated.get(f"/org/users/{user.pk}/"))

    post = Post.objects.get(user=user)
    operated.post(reverse("org:end-post", args=[post.pk]))
    assert "已离任" in text(operated.get(f"/org/users/{user.pk}/"))
    for act in ("reset-totp", "deactivate"):
        assert operated.post(reverse(f"org:{act}", args=[user.pk]), {"reason": " "}).status_code == 422
        assert operated.post(reverse(f"org:{act}", args=[user.pk]), {"reason": "调离"}).status_code == 302
    assert "停用" in text(operated.get(f"/org/users/{user.pk}/"))


def test_a_phone_is_shown_masked(operated):
    user = UserFactory(phone="13800001234")
    page = text(operated.get(f"/org/users/{user.pk}/"))
    assert "138****1234" in page
    assert "13800001234" not in page


def test_officers_are_registered_renewed_and_found(client):
    post = as_role(client, Role.REVIEWER)
    new = {"name": "李秀英", "certificate_number": "14010500077", "certificate_until": "2030-01-01"}
    assert client.post("/org/officers/new/", {**new, "certificate_until": "2020-01-01"}).status_code == 422
    assert client.post("/org/officers/new/", new).status_code == 302
    officer = Officer.objects.get()
    assert officer.agency == post.agency
    OfficerFactory(agency=AgencyFactory(region=RegionFactory(code="140200")), name="远方的人")
    page = text(client.get("/org/officers/", {"text": "李"}))
    assert "李秀英" in page
    assert "远方的人" not in text(client.get("/org/officers/"))
    renew = reverse("org:renew-certificate", args=[officer.pk])
    assert client.post(renew, {"certificate_until": "2029-01-01"}).status_code == 422
    assert client.post(renew, {"certificate_until": "2031-01-01"}).status_code == 302


def test_an_operator_registers_for_any_agency_and_ties_it_to_an_account(operated):
    agency, user = AgencyFactory(), UserFactory(username="zhao.l")
    new = {"name": "赵", "certificate_number": "1", "certificate_until": "2030-01-01", "agency_code": agency.code}
    unknown = operated.post("/org/officers/new/", {**new, "username": "nobody"})
    assert (unknown.status_code, "没有用户名为" in text(unknown)) == (422, True)
    operated.post("/org/officers/new/", {**new, "username": "zhao.l"})
    assert Officer.objects.get().user == user


def test_whoever_may_not_manage_sees_why_and_is_refused(client):
    post = as_role(client, Role.HANDLER)
    assert "您没有管理机关的权限" in text(client.get("/org/agencies/"))
    assert client.post(reverse("org:publish-enforcement", args=[post.agency_id]), {"basis": "x"}).status_code == 422
    assert not post.agency.enforcement_statuses.exists()
    assert client.post(reverse("org:end-post", args=[post.pk])).status_code == 403
    other = PostFactory(agency=AgencyFactory(region=RegionFactory(code="140200")))
    assert client.get(f"/org/users/{other.user_id}/").status_code == 404


@pytest.mark.parametrize(("path", "most"), [("/org/agencies/", 10), ("/org/users/", 10), ("/org/officers/", 10)])
def test_lists_cost_the_same_however_long(operated, django_assert_max_num_queries, path, most):
    for number in range(6):
        agency = AgencyFactory(kind=AgencyKindFactory(code=f"K{number}"))
        PostFactory(agency=agency)
        OfficerFactory(agency=agency)
    with django_assert_max_num_queries(most):
        assert operated.get(path).status_code == 200


def test_one_agency_costs_the_same_however_many_people(operated, django_assert_max_num_queries):
    agency = AgencyFactory()
    for _ in range(6):
        PostFactory(agency=agency)
        OfficerFactory(agency=agency)
    with django_assert_max_num_queries(18):
        assert operated.get(f"/org/agencies/{agency.pk}/").status_code == 200


def test_lists_are_searched_and_exported(operated):
    AgencyFactory(name="太原市消防救援支队", kind=AgencyKindFactory(code="XF"))
    assert "消防救援支队" in text(operated.get("/org/agencies/", {"text": "消防"}))
    assert "消防救援支队" not in text(operated.get("/org/agencies/", {"text": "林草"}))
    answer = operated.get("/org/agencies/", {"text": "消防", "export": "csv"})
    body = b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)
    assert "消防救援支队" in body
