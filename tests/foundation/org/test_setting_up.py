"""A place begins to work: its departments at once, then its people."""

from datetime import date

import pytest

from tests.foundation.org.factories import AgencyKindFactory, OfficerFactory, RegionFactory, actor_in, operator
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.org import operations as act
from tongjian.foundation.org import queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Agency, Officer, Post, User
from tongjian.foundation.org.operations import Newcomer

pytestmark = pytest.mark.django_db
BASIS = "样例公告〔2026〕1号"


@pytest.fixture
def county(reference):
    for code in ("SCJG", "YJ"):
        AgencyKindFactory(code=code)
    AgencyKindFactory(code="XZSP", is_enforcer=False, is_coordinator=True)
    return RegionFactory(code="140105", name="样例县")


def set_up(county, kinds=("SCJG", "YJ", "XZSP"), **changes):
    return act.set_up_region(**{"actor": operator(), "region_code": county.pk, "kind_codes": kinds} | changes)


class TestDepartments:
    def test_all_that_were_chosen_are_there_and_the_enforcers_among_them_published(self, county):
        agencies = set_up(county, basis=BASIS)
        assert {agency.code for agency in agencies} == {"140105-SCJG", "140105-YJ", "140105-XZSP"}
        published = queries.published_enforcers(agency.pk for agency in agencies)
        assert {agency.kind_id for agency in agencies if agency.pk in published} == {"SCJG", "YJ"}

    def test_without_a_basis_nobody_is_published(self, county):
        assert queries.published_enforcers(agency.pk for agency in set_up(county)) == set()

    def test_once_more_changes_nothing(self, county):
        first = set_up(county, basis=BASIS)
        assert set_up(county, basis=BASIS) == first

    def test_an_unknown_kind_leaves_nothing_behind(self, county):
        with pytest.raises(RuleViolated):
            set_up(county, ["SCJG", "NONE"])
        assert not Agency.objects.filter(region=county).exists()

    def test_something_is_chosen_and_the_region_is_one_of_today(self, county):
        with pytest.raises(RuleViolated, match="至少选择"):
            set_up(county, [])
        with pytest.raises(RuleViolated, match="区划"):
            set_up(county, region_code="149999")

    def test_it_is_the_operators_work(self, county):
        [agency, *_] = set_up(county)
        with pytest.raises(NotAllowed):
            set_up(county, actor=actor_in(agency, "handler"))

    def test_the_list_shows_what_each_would_be_called(self, county):
        [agency, *_] = set_up(county, ["SCJG"])
        found = {row.kind.pk: row for row in queries.departments_of(county)}
        assert (found["SCJG"].agency, found["YJ"].agency) == (agency, None)
        assert found["YJ"].name == "样例县部门YJ"


@pytest.fixture
def market(county):
    return set_up(county, ["SCJG"])[0]


def newcomer(market, name="张三", roles=(Role.HANDLER,), **certificate):
    return Newcomer(name=name, agency_id=market.pk, roles=roles, **certificate)


def take_on(*people, actor=None):
    return act.take_on_people(actor=actor or operator(), people=people)


class TestPeople:
    def test_each_gets_an_account_the_posts_and_a_link(self, market):
        [person] = take_on(newcomer(market, roles=(Role.HANDLER, Role.HEAD)))
        assert (person.user.username, person.user.name) == ("zhangsan", "张三")
        assert set(Post.objects.values_list("role", flat=True)) == {Role.HANDLER, Role.HEAD}
        assert queries.link_holder(person.token) == person.user

    def test_people_who_sound_alike_have_names_of_their_own(self, market):
        found = take_on(newcomer(market, "张三"), newcomer(market, "章三"), newcomer(market, "Li"))
        assert [person.user.username for person in found] == ["zhangsan", "zhangsan2", "userli"]

    def test_an_officer_is_registered_with_the_certificate(self, market):
        officer = {"certificate_number": "0412345", "certificate_until": date(2029, 6, 30)}
        [person] = take_on(newcomer(market, roles=(Role.INSPECTOR,), **officer))
        assert Officer.objects.get().user == person.user

    def test_who_works_there_already_gets_only_what_is_missing(self, market):
        take_on(newcomer(market))
        [person] = take_on(newcomer(market, roles=(Role.HANDLER, Role.HEAD)))
        assert User.objects.filter(name="张三").count() == 1
        assert Post.objects.filter(user=person.user).count() == 2

    def test_who_has_a_password_needs_no_link(self, market):
        [person] = take_on(newcomer(market))
        act.redeem_one_time_link(actor=operator(), token=person.token, password="青山依旧在 2026")
        [again] = take_on(newcomer(market))
        assert again.token == ""

    def test_one_refusal_leaves_nobody_behind_and_says_who(self, market):
        OfficerFactory(agency=market, certificate_number="0412345")
        taken = {"certificate_number": "0412345", "certificate_until": date(2029, 6, 30)}
        with pytest.raises(RuleViolated, match="李四：执法证号"):
            take_on(newcomer(market), newcomer(market, "李四", (Role.INSPECTOR,), **taken))
        assert not User.objects.filter(name="张三").exists()

    def test_somebody_is_named_and_only_operators_name(self, market):
        with pytest.raises(RuleViolated, match="至少"):
            take_on()
        with pytest.raises(NotAllowed):
            take_on(newcomer(market), actor=actor_in(market, "head"))

    def test_what_a_place_has_is_counted_by_agency(self, market, county):
        officer = {"certificate_number": "0412345", "certificate_until": date(2029, 6, 30)}
        take_on(newcomer(market), newcomer(market, "李四", (Role.INSPECTOR,), **officer))
        [staff] = queries.staff_of(county)
        assert (staff.roles, staff.officers) == ({Role.HANDLER, Role.INSPECTOR}, 1)


class TestAllCountiesAtOnce:
    @pytest.fixture
    def province(self, db):
        act.load_reference(actor=operator())

    def test_every_place_gets_what_it_has_not_with_its_line_in_few_queries(
        self, province, django_assert_max_num_queries
    ):
        kinds = ["SCJG", "YJ", "ST", "JY"]
        plan = queries.plan_departments("140000", kinds)
        before = Agency.objects.count()
        with django_assert_max_num_queries(18):
            made = act.establish_departments(actor=operator(), within="140000", kind_codes=kinds)
        assert made.missing == plan.missing
        assert Agency.objects.count() == before + len(plan.missing)
        counties = Agency.objects.filter(kind="YJ", region__level="county", valid_until=None)
        assert counties.count() == 117
        assert all(county.line_superior.region_id == county.region.parent_id for county in counties)
        assert queries.plan_departments("140000", kinds).missing == ()

    def test_names_and_superiors_are_those_of_one_by_one(self, province):
        made = act.establish_departments(actor=operator(), within="140300", kind_codes=["SCJG"])
        assert {row.region.pk[:4] for row in made.missing} <= {"1400", "1403"}
        district = Agency.objects.get(code="140302-SCJG")
        assert district.name.startswith("阳泉市城区")
        again = act.establish_agency(actor=operator(), kind_code="SCJG", region_code="140302")
        assert again == district

    def test_what_a_reform_ended_is_not_made_again(self, province):
        act.establish_departments(actor=operator(), within="140100", kind_codes=["YJ"])
        ended = Agency.objects.get(code="140105-YJ")
        act.abolish_agency(actor=operator(), agency_id=ended.pk, reason="机构改革")
        plan = queries.plan_departments("140100", ["YJ"])
        assert (plan.missing, [agency.code for agency in plan.abolished]) == ((), ["140105-YJ"])

    def test_rules(self, province):
        for given in ({"within": "149999"}, {"kind_codes": []}, {"kind_codes": ["NONE"]}):
            with pytest.raises(RuleViolated):
                act.establish_departments(**{"actor": operator(), "within": "140100", "kind_codes": ["YJ"]} | given)
        with pytest.raises(NotAllowed):
            agency = Agency.objects.filter(code="140100-SCJG").first() or Agency.objects.first()
            act.establish_departments(actor=actor_in(agency, "head"), within="140100", kind_codes=["YJ"])
