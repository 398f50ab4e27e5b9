"""The way from an empty system to the first draw."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, PostFactory, RegionFactory, UserFactory
from tongjian.foundation.org.choices import Role, UserKind
from tongjian.foundation.org.models import Agency, Officer, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(reference):
    for code in ("SCJG", "YJ"):
        AgencyKindFactory(code=code)
    AgencyKindFactory(code="XZSP", is_enforcer=False, is_coordinator=True)
    AgencyFactory(kind=AgencyKindFactory(code="RMZF", is_enforcer=False), region=RegionFactory(code="140000"))
    return RegionFactory(code="140105", name="样例县")


@pytest.fixture
def sign_in(client, county):
    def sign_in(role=Role.OPERATOR):
        kind = UserKind.OPERATOR if role == Role.OPERATOR else UserKind.OFFICIAL
        post = PostFactory(user=UserFactory(kind=kind), agency=AgencyFactory(region__code="140000"), role=role)
        client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def page(response):
    return BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ", strip=True)


def establish(client, **fields):
    address = reverse("setup:agencies") + "?region=140105"
    return client.post(address, {"kinds": ["SCJG", "YJ", "XZSP"], "basis": "样例公告〔2026〕1号"} | fields)


def fill_in(client, **fields):
    names = {f"140105-{name.replace('_', '-')}": value for name, value in fields.items()}
    return client.post(reverse("setup:people") + "?region=140105", names)


def test_the_departments_of_a_place_are_listed_and_made_at_once(sign_in):
    client = sign_in()
    assert "样例县部门YJ" in page(client.get(reverse("setup:agencies"), {"region": "140105"}))
    assert establish(client).url == reverse("setup:people") + "?region=140105"
    assert Agency.objects.filter(region="140105").count() == 3


def test_a_kind_that_is_not_there_is_refused_with_the_ticks_kept(sign_in):
    response = establish(sign_in(), kinds=["SCJG", "NONE"])
    assert response.status_code == 422
    assert "没有这样的部门：NONE" in page(response)


def test_people_get_slips_with_their_links_and_one_person_is_one_account(sign_in):
    client = sign_in()
    establish(client)
    officers = "李四　0412345　2029-06-30\n王五，0412346，2029年6月30日"
    response = fill_in(client, SCJG_handler="张三", SCJG_head="张三 赵六", SCJG_officers=officers)
    assert page(response).count("/org/link/") == 4
    assert set(Post.objects.filter(user__name="张三").values_list("role", flat=True)) == {Role.HANDLER, Role.HEAD}
    assert Officer.objects.filter(certificate_until="2029-07-01").count() == 2  # valid on the last day of the card
    assert response.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.parametrize("line", ["李四 0412345", "李四 0412345 明年", "李四 0412345 2029-02-30"])
def test_an_officer_without_a_date_is_sent_back_with_the_line(sign_in, line):
    client = sign_in()
    establish(client)
    response = fill_in(client, SCJG_handler="张三", SCJG_officers=f"\n{line}")
    assert response.status_code == 422
    assert f"第 2 行“{line}”" in page(response)
    assert not Post.objects.filter(user__name="张三").exists()


def test_the_overview_says_what_is_missing_and_where_to_go_on(sign_in):
    client = sign_in()
    assert "先选择本系统服务的市、县" in page(client.get(reverse("setup:overview")))
    establish(client)
    assert "样例县已设 3 个机关，其中 2 个已公布为检查主体" in page(client.get(reverse("setup:overview")))
    fill_in(client, SCJG_handler="张三", SCJG_head="赵六")
    shown = page(client.get(reverse("setup:overview")))
    assert "没有统筹岗位" in shown
    assert "部门SCJG缺审核、执法人员（0 名，至少 2 名）" in shown


def test_the_coordinator_sees_the_same_list_and_brings_in_the_registers(sign_in):
    shown = page(sign_in(Role.COORDINATOR).get(reverse("setup:overview")))
    assert "还没有监管对象" in shown
    assert "登记人员" not in shown


@pytest.mark.parametrize(("name", "role"), [("overview", Role.HANDLER), ("agencies", Role.COORDINATOR)])
def test_it_is_for_operators_and_coordinators(sign_in, name, role):
    assert sign_in(role).get(reverse(f"setup:{name}")).status_code == 403


def test_the_cost_of_naming_people_does_not_grow_with_the_departments(sign_in, django_assert_max_num_queries):
    client = sign_in()
    establish(client)
    with django_assert_max_num_queries(24):
        client.get(reverse("setup:people"), {"region": "140105"})


def test_the_departments_of_all_counties_are_shown_first_and_then_made(sign_in):
    client, address = sign_in(), reverse("setup:departments")
    given = {"region": "140100", "kinds": ["SCJG", "YJ"]}
    shown = page(client.get(address, given))
    assert "样例县部门YJ" in shown
    assert not Agency.objects.filter(code="140105-YJ").exists()
    assert "机关" in page(client.post(address, given, follow=True))
    assert Agency.objects.get(code="140105-YJ").line_superior.code == "140100-YJ"
    assert "都已设立" in page(client.get(address, given))
    assert sign_in(Role.HANDLER).get(address).status_code == 403
