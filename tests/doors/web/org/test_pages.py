"""Pages about agencies, users, officers and one's own account."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.foundation.org.factories import (
    PASSWORD,
    AgencyFactory,
    AgencyKindFactory,
    OfficerFactory,
    PostFactory,
    RegionFactory,
    UserFactory,
)
from tests.foundation.org.ledger import actions_on
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Agency, ApiKey, Officer, User

pytestmark = pytest.mark.django_db
LIST_QUERIES = 22


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 11, 20, 4, tzinfo=UTC), tick=False):
        yield


def at(name, *args):
    return reverse(f"org:{name}", args=args)


def text(response):
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def shown(response):
    """First cell of each line of the list."""
    page = BeautifulSoup(response.content, "html.parser")
    return [line.td.get_text(strip=True) for line in page.select("table.list-table tbody tr")]


class TestAgencyList:
    @pytest.fixture
    def places(self, agency):
        AgencyFactory(name="小店区市场监督管理局", region=RegionFactory(code="140105", name="小店区"))
        AgencyFactory(name="大同市应急管理局", kind=AgencyKindFactory(code="YJ"), region=RegionFactory(code="140200"))

    def test_a_region_shows_itself_and_what_is_below(self, sign_in, places):
        response = sign_in().get(at("agencies"), {"within": "140100"})
        assert shown(response) == ["太原市市场监督管理局", "小店区市场监督管理局"]
        steps = BeautifulSoup(response.content, "html.parser").select("#places a")
        assert [step.get_text() for step in steps][-2:] == ["太原市", "小店区"]

    def test_each_step_down_says_how_many_are_there(self, sign_in, places):
        response = sign_in().get(at("agencies"), {"within": "140000"})
        below = BeautifulSoup(response.content, "html.parser").select("#places li")
        assert [line.get_text(" ", strip=True) for line in below] == ["太原市 2", "区划140200 1"]

    def test_name_code_and_kind_filter(self, sign_in, places):
        client = sign_in()
        assert shown(client.get(at("agencies"), {"text": "小店"})) == ["小店区市场监督管理局"]
        assert shown(client.get(at("agencies"), {"text": "140200-YJ"})) == ["大同市应急管理局"]
        assert shown(client.get(at("agencies"), {"kind": "YJ"})) == ["大同市应急管理局"]
        assert "没有符合条件的记录" in text(client.get(at("agencies"), {"text": "查无此局"}))

    def test_an_abolished_one_is_not_there(self, sign_in, places):
        Agency.objects.filter(code="140105-SCJG").update(valid_until=date(2026, 1, 1))
        assert "小店区市场监督管理局" not in shown(sign_in().get(at("agencies")))

    def test_it_costs_the_same_however_many_there_are(self, sign_in, django_assert_max_num_queries):
        above = AgencyFactory(region=RegionFactory(code="140000"))
        for number in range(30):
            AgencyFactory(region=RegionFactory(code=f"1401{number + 20}"), line_superior=above)
        client = sign_in()
        with django_assert_max_num_queries(LIST_QUERIES):
            client.get(at("agencies"))


class TestAgency:
    def test_superiors_officers_and_status_are_shown(self, sign_in, agency):
        above = AgencyFactory(name="山西省市场监督管理局", region=RegionFactory(code="140000"))
        Agency.objects.filter(pk=agency.pk).update(line_superior=above)
        government = AgencyFactory(name="太原市人民政府", kind=AgencyKindFactory(code="RMZF"), region=agency.region)
        OfficerFactory(agency=agency, name="李四")
        page = text(sign_in().get(at("agency", agency.pk)))
        for words in (above.name, government.name, "李四", "不在已公布的行政检查主体名单内"):
            assert words in page
        below = AgencyFactory(name="小店区市场监督管理局", region=RegionFactory(code="140105"), line_superior=agency)
        assert below.name in text(sign_in().get(at("agency", agency.pk)))

    def test_who_works_there_is_for_colleagues_and_keys_are_for_operators(self, sign_in, agency):
        holder = PostFactory(agency=agency, user__name="王五独一")
        elsewhere = AgencyFactory(kind=AgencyKindFactory(code="YJ"))
        stranger = PostFactory(agency=elsewhere, user__name="赵六独一")
        client = sign_in()
        assert holder.user.name in text(client.get(at("agency", agency.pk)))
        assert stranger.user.name not in text(client.get(at("agency", elsewhere.pk)))
        assert "接口密钥" not in text(client.get(at("agency", agency.pk)))
        page = text(sign_in(Role.OPERATOR).get(at("agency", elsewhere.pk)))
        assert stranger.user.name in page
        assert "接口密钥" in page

    def test_when_somebody_signs_in_is_for_operators(self, sign_in, agency):
        user = PostFactory(agency=agency).user
        operations.note_sign_in(actor=Actor.public(), user=user)
        assert "办理过程" not in text(sign_in().get(at("user", user.pk)))
        assert "办理过程" in text(sign_in(Role.OPERATOR).get(at("user", user.pk)))

    def test_unknown_is_404(self, sign_in):
        assert sign_in().get(at("agency", uuid4())).status_code == 404

    def test_an_operator_establishes_renames_and_abolishes(self, sign_in, agency):
        client = sign_in(Role.OPERATOR)
        RegionFactory(code="140105", name="小店区")
        AgencyKindFactory(code="YJ", title="应急管理局")
        response = client.post(at("establish"), {"kind_code": "YJ", "region_code": "140105", "name": ""})
        new = Agency.objects.get(code="140105-YJ")
        assert response.url == at("agency", new.pk)
        client.post(at("rename-agency", new.pk), {"name": "小店区应急局"})
        client.post(at("abolish-agency", new.pk), {"reason": "机构改革", "successor_id": agency.name})
        new.refresh_from_db()
        assert (new.name, new.successor, new.valid_until) == ("小店区应急局", agency, date(2026, 11, 20))
        assert actions_on(new) == ["agency.established", "agency.renamed", "agency.abolished"]
        assert "已撤销" in text(client.get(at("agency", new.pk)))

    def test_an_agency_nobody_knows_is_named_with_what_comes_near(self, sign_in, agency):
        client = sign_in(Role.OPERATOR)
        AgencyFactory(name="太原市应急管理局", kind=AgencyKindFactory(code="YJ"), region=agency.region)
        page = client.post(at("abolish-agency", agency.pk), {"reason": "改革", "successor_id": "太原市"})
        assert page.status_code == 422
        assert "符合“太原市”的机关不止一个：太原市市场监督管理局、太原市应急管理局等" in text(page)
        page = client.post(at("abolish-agency", agency.pk), {"reason": "改革", "successor_id": "火星局"})
        assert "没有找到“火星局”" in text(page)

    def test_enforcement_status_is_published_and_ended(self, sign_in, agency):
        client = sign_in(Role.OPERATOR)
        client.post(at("publish-enforcement", agency.pk), {"basis": "并政公告〔2026〕3号", "valid_from": ""})
        assert queries.published_enforcer(agency)
        assert "并政公告〔2026〕3号" in text(client.get(at("agency", agency.pk)))
        again = client.post(at("publish-enforcement", agency.pk), {"basis": "并政公告〔2026〕3号"})
        assert again.status_code == 422
        client.post(at("end-enforcement", agency.pk), {"reason": "职责划转"})
        assert not queries.published_enforcer(agency)

    def test_a_keys_secret_is_on_one_answer_only(self, sign_in, agency):
        client = sign_in(Role.OPERATOR)
        response = client.post(
            at("create-key", agency.pk), {"name": "市平台", "scopes": ["items:read"], "valid_until": "2027-01-01"}
        )
        key = ApiKey.objects.get()
        assert f"tj_{key.prefix}_" in text(response)
        assert key.valid_until == datetime(2026, 12, 31, 16, tzinfo=UTC)
        page = text(client.get(at("agency", agency.pk)))
        assert key.prefix in page
        assert "tj_" not in page
        client.post(at("revoke-key", key.pk))
        assert "已吊销" in text(client.get(at("agency", agency.pk)))

    def test_a_key_without_a_scope_is_refused(self, sign_in, agency):
        response = sign_in(Role.OPERATOR).post(at("create-key", agency.pk), {"name": "市平台"})
        assert response.status_code == 422
        assert not ApiKey.objects.exists()


class TestUsers:
    def test_a_new_person_is_made_placed_and_given_a_link(self, sign_in, agency, reference):
        client = sign_in(Role.OPERATOR)
        client.post(at("create-user"), {"username": "zhangsan", "name": "张三", "kind": "official", "phone": ""})
        user = User.objects.get(username="zhangsan")
        assert "没有岗位" in text(client.get(at("user", user.pk)))
        placed = {"agency_id": agency.code.lower(), "role": "handler", "title": "一级主任科员", "valid_from": ""}
        assert client.post(at("add-post", user.pk), placed).url == at("user", user.pk)
        response = client.post(at("issue-link", user.pk))
        assert "/org/link/" in text(response)
        assert "/org/link/" not in text(client.get(at("user", user.pk)))
        assert "no-store" in response["Cache-Control"]

    def test_the_phone_is_masked(self, sign_in):
        user = UserFactory(phone="13812345678")
        page = text(sign_in(Role.OPERATOR).get(at("user", user.pk)))
        assert "5678" in page
        assert "13812345678" not in page

    def test_a_post_ends_and_a_user_is_deactivated(self, sign_in, agency):
        post = PostFactory(agency=agency)
        client = sign_in(Role.OPERATOR)
        client.post(at("end-post", post.pk))
        post.refresh_from_db()
        assert post.valid_until == date(2026, 11, 20)
        client.post(at("deactivate", post.user_id), {"reason": "调离"})
        assert "停用" in text(client.get(at("user", post.user_id)))

    def test_what_was_typed_stays_when_it_is_refused(self, sign_in):
        client = sign_in(Role.OPERATOR)
        UserFactory(username="zhangsan")
        response = client.post(at("create-user"), {"username": "zhangsan", "name": "张三丰", "kind": "official"})
        assert response.status_code == 422
        assert "用户名 zhangsan 已被使用" in text(response)
        assert 'value="张三丰"' in response.content.decode()

    def test_colleagues_are_seen_and_strangers_are_not(self, sign_in, agency):
        colleague = PostFactory(agency=agency).user
        stranger = PostFactory(agency=AgencyFactory(kind=AgencyKindFactory(code="YJ"))).user
        client = sign_in()
        assert colleague.name in shown(client.get(at("users")))
        assert stranger.name not in shown(client.get(at("users")))
        assert client.get(at("user", stranger.pk)).status_code == 404

    def test_it_costs_the_same_however_many_there_are(self, sign_in, agency, django_assert_max_num_queries):
        for _ in range(30):
            PostFactory(agency=agency)
        client = sign_in()
        with django_assert_max_num_queries(LIST_QUERIES):
            client.get(at("users"))


class TestOfficers:
    @pytest.fixture
    def register(self, agency, reference):
        OfficerFactory(agency=agency, name="有效的", certificate_until=date(2029, 1, 1))
        OfficerFactory(agency=agency, name="快到期的", certificate_until=date(2026, 12, 20))
        OfficerFactory(agency=agency, name="过期的", certificate_until=date(2026, 11, 20))
        OfficerFactory(agency=agency, name="走了的", certificate_until=date(2026, 11, 20), is_active=False)

    def test_the_list_says_whose_certificate_ends(self, sign_in, register):
        response = sign_in().get(at("officers"))
        page = BeautifulSoup(response.content, "html.parser")
        badges = {
            line.td.get_text(strip=True): line.select_one("[data-label=执法证]").get_text(strip=True)
            for line in page.select("table.list-table tbody tr")
        }
        assert badges == {"有效的": "有效", "快到期的": "30 日后到期", "过期的": "已过期", "走了的": "已离岗"}

    @pytest.mark.parametrize(("validity", "names"), [("expiring", ["快到期的"]), ("expired", ["过期的"])])
    def test_who_has_to_act_can_be_filtered(self, sign_in, register, validity, names):
        assert shown(sign_in().get(at("officers"), {"validity": validity})) == names

    def test_a_reviewer_registers_renews_and_releases(self, sign_in, agency):
        client = sign_in(Role.REVIEWER)
        user = PostFactory(agency=agency, role=Role.INSPECTOR).user
        given = {
            "name": "李四",
            "certificate_number": "0401",
            "certificate_until": "2028-01-01",
            "user_id": user.username,
        }
        client.post(at("register-officer"), given)
        officer = Officer.objects.get()
        assert (officer.agency, officer.user) == (agency, user)
        client.post(at("renew-certificate", officer.pk), {"certificate_until": "2030-01-01"})
        client.post(at("release-officer", officer.pk), {"reason": "退休"})
        page = text(client.get(at("officer", officer.pk)))
        for words in ("2030-01-01", "已离岗", user.username):
            assert words in page

    def test_an_operator_names_the_agency(self, sign_in, agency):
        client = sign_in(Role.OPERATOR)
        page = BeautifulSoup(client.get(at("register-officer"), {"agency": agency.code}).content, "html.parser")
        assert page.select_one("[name=agency_id]")["value"] == agency.code
        given = {"name": "李四", "certificate_number": "0401", "certificate_until": "2028-01-01"}
        assert client.post(at("register-officer"), given).status_code == 422
        client.post(at("register-officer"), {**given, "agency_id": agency.name})
        assert Officer.objects.get().agency == agency

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"certificate_until": "2026-11-20"}, "这个执法证已经过期"),
            ({"certificate_until": "明年"}, "日期"),
            ({"user_id": "nobody"}, "没有用户名为 nobody 的用户"),
        ],
    )
    def test_a_mistake_is_named_at_its_field(self, sign_in, given, sentence):
        client = sign_in(Role.REVIEWER)
        base = {"name": "李四", "certificate_number": "0401", "certificate_until": "2028-01-01"}
        response = client.post(at("register-officer"), {**base, **given})
        assert response.status_code == 422
        assert sentence in text(response)

    def test_it_costs_the_same_however_many_there_are(self, sign_in, agency, django_assert_max_num_queries):
        for _ in range(30):
            OfficerFactory(agency=agency)
        client = sign_in()
        with django_assert_max_num_queries(LIST_QUERIES):
            client.get(at("officers"))


class TestOwnAccount:
    def test_it_says_what_one_can_do_in_this_post(self, sign_in):
        page = text(sign_in(Role.REVIEWER).get(at("account")))
        assert "审核检查结果" in page
        assert "批准联合检查" not in page

    def test_another_post_is_another_power_and_stands_in_the_frame(self, enter, agency):
        other = AgencyFactory(name="太原市应急管理局", kind=AgencyKindFactory(code="YJ"), region=agency.region)
        user = PostFactory(agency=agency, role=Role.HANDLER).user
        second = PostFactory(user=user, agency=other, role=Role.HEAD)
        client = enter(user)
        assert client.get(at("switch-post")).url == at("account")
        assert client.post(at("switch-post"), {"post": str(second.pk)}).url == reverse("web:workbench")
        page = BeautifulSoup(client.get(at("account")).content, "html.parser")
        assert other.name in page.select_one(".topbar-post").get_text()
        assert "批准联合检查" in page.get_text()
        assert actions_on(user) == ["user.post_chosen"]

    def test_a_strangers_post_is_not_to_be_had(self, sign_in):
        client = sign_in()
        assert client.post(at("switch-post"), {"post": str(PostFactory().pk)}).status_code == 404
        assert client.post(at("switch-post"), {"post": "x"}).url == at("account")

    def test_the_password_is_changed_with_the_old_one(self, sign_in):
        client = sign_in()
        new = "汾水流长到天边 2026"
        wrong = client.post(at("password"), {"old": "猜的", "password": new, "again": new})
        assert "原密码不对" in text(wrong)
        assert client.post(at("password"), {"old": PASSWORD, "password": new, "again": new}).url == at("sign-in")
        assert client.get(at("account")).status_code == 302


@pytest.mark.parametrize("role", [Role.HANDLER, Role.REVIEWER, Role.HEAD, Role.INSPECTOR, Role.AUDITOR])
def test_acts_of_operators_are_closed_to_all_others(sign_in, agency, role):
    client = sign_in(role)
    post = PostFactory(agency=agency)
    key, _ = operations.create_api_key(
        actor=Actor.host("org.manage_agencies"), agency_id=agency.pk, name="平台", scopes=["items:read"]
    )
    for name in ("establish", "create-user"):
        assert client.get(at(name)).status_code == 403
    for name in ("rename-agency", "abolish-agency", "publish-enforcement", "end-enforcement", "create-key"):
        assert client.get(at(name, agency.pk)).status_code == 403
    for name in ("deactivate", "reset-totp", "add-post", "issue-link"):
        assert client.post(at(name, post.user_id), {"reason": "试试"}).status_code in (403, 404)
    assert client.post(at("end-post", post.pk)).status_code in (403, 404)
    assert client.post(at("revoke-key", key.pk)).status_code == 404


class TestReforms:
    def test_agencies_are_merged_by_page_and_the_history_says_so(self, sign_in, agency):
        old = AgencyFactory(kind=AgencyKindFactory(code="ZJ"), name="太原市质量技术监督局", region=agency.region)
        client = sign_in(Role.OPERATOR)
        given = {"agency_ids": old.name, "successor_id": agency.code, "document": "并编〔2026〕1号"}
        answer = client.post(at("merge-agencies"), {**given, "effective_on": "2026-11-20"}, follow=True)
        page = answer.content.decode()
        assert "机关已合并" in page and "并编〔2026〕1号" in page and old.name in page

    def test_a_split_asks_first_who_goes_where(self, sign_in, agency):
        parts = [AgencyFactory(kind=AgencyKindFactory(code=code), region=agency.region) for code in ("AA", "BB")]
        officer = OfficerFactory(agency=agency, name="去哪里")
        client = sign_in(Role.OPERATOR)
        names = "\n".join(part.code for part in parts)
        given = {"successor_ids": names, "document": "并编〔2026〕2号", "effective_on": "2026-11-20"}
        asked = client.post(at("split-agency", agency.pk), given)
        page = BeautifulSoup(asked.content, "html.parser")
        assert page.select_one(f"select[name=officer_{officer.pk}]")
        sent = {field["name"]: field.get("value", "") for field in page.select("main input[name]")}
        sent |= {field["name"]: str(parts[0].pk) for field in page.select("main select[name]")}
        sent |= {**given, f"officer_{officer.pk}": str(parts[1].pk)}
        done = client.post(at("split-agency", agency.pk), sent, follow=True)
        officer.refresh_from_db()
        assert officer.agency == parts[1]
        assert "已撤销" in done.content.decode()


@pytest.mark.usefixtures("reference")
class TestDeputies:
    def test_a_post_is_entrusted_switched_to_and_given_back_by_page(self, enter, agency):
        head = PostFactory(agency=agency, role=Role.HEAD, user=UserFactory(name="张三"))
        deputy = PostFactory(agency=agency, user=UserFactory(name="李四"))
        client = enter(head.user)
        assert at("entrust-post", head.pk) in client.get(at("deputies")).content.decode()
        given = {"deputy_id": str(deputy.user_id), "valid_from": "2026-11-20", "last_day": "2026-11-26"}
        answer = client.post(at("entrust-post", head.pk), {**given, "reason": "年休假"}, follow=True)
        assert "2026-11-26" in answer.content.decode()

        client = enter(deputy.user)
        assert "切换到这个岗位代办" in client.get(at("deputies")).content.decode()
        assert "您还在代办：张三" in client.get(reverse("casework:todos")).content.decode()
        client.post(at("switch-post"), {"post": head.pk})
        assert "李四（代张三）" in client.get(at("deputies")).content.decode()
        client.post(at("end-entrustment", deputy.user.deputed.get().pk))
        assert "（代张三）" not in client.get(at("deputies")).content.decode()
        assert client.get(at("entrust-post", head.pk)).status_code == 404
