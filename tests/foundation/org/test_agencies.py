"""How agencies come, change and go."""

from datetime import date
from uuid import uuid4

import pytest

from tests.foundation.org.factories import (
    AgencyFactory,
    AgencyKindFactory,
    OfficerFactory,
    PostFactory,
    RegionFactory,
    actor_in,
)
from tests.foundation.org.ledger import actions_on, last_data
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Agency, ApiKey, EnforcementStatus, Region
from tongjian.foundation.org.operations import TownshipRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def market():
    return AgencyKindFactory(code="SCJG", title="市场监督管理局")


class TestEstablishing:
    def test_an_agency_is_named_by_the_pattern_of_its_kind(self, people, market):
        RegionFactory(code="140105", name="小店区")
        agency = operations.establish_agency(actor=people, kind_code="SCJG", region_code="140105")
        assert agency.code == "140105-SCJG"
        assert agency.name == "小店区市场监督管理局"
        assert actions_on(agency) == ["agency.established"]

    def test_the_missing_line_above_is_made_with_it(self, people, market):
        RegionFactory(code="140105")
        agency = operations.establish_agency(actor=people, kind_code="SCJG", region_code="140105")
        line = [agency.line_superior.code, agency.line_superior.line_superior.code]
        assert line == ["140100-SCJG", "140000-SCJG"]
        assert Agency.objects.count() == 3

    def test_a_level_that_has_no_such_department_is_passed_over(self, people):
        kind = AgencyKindFactory(code="TY", city_name="")
        province = AgencyFactory(kind=kind, region=RegionFactory(code="140000"))
        RegionFactory(code="140105")
        agency = operations.establish_agency(actor=people, kind_code="TY", region_code="140105")
        assert agency.line_superior == province

    def test_districts_of_one_name_carry_the_name_of_their_city(self, people, market):
        RegionFactory(code="140300", name="阳泉市")
        RegionFactory(code="140302", name="城区")
        RegionFactory(code="140502", name="城区")
        agency = operations.establish_agency(actor=people, kind_code="SCJG", region_code="140302")
        assert agency.name == "阳泉市城区市场监督管理局"

    def test_an_agency_that_exists_is_returned_as_it_is(self, people, market):
        RegionFactory(code="140105")
        first = operations.establish_agency(actor=people, kind_code="SCJG", region_code="140105")
        again = operations.establish_agency(actor=people, kind_code="SCJG", region_code="140105")
        assert again == first
        assert actions_on(first) == ["agency.established"]

    def test_another_name_for_it_is_refused(self, people):
        agency = AgencyFactory()
        with pytest.raises(Conflict, match=agency.name):
            operations.establish_agency(actor=people, kind_code="SCJG", region_code="140105", name="别的名称")

    def test_an_abolished_agency_does_not_come_back(self, people):
        AgencyFactory(valid_until=date(2024, 1, 1))
        with pytest.raises(Conflict, match="2024-01-01"):
            operations.establish_agency(actor=people, kind_code="SCJG", region_code="140105")

    def test_where_the_kind_has_no_pattern_a_name_is_needed(self, people):
        AgencyKindFactory(code="TY", county_name="", city_name="", province_name="")
        RegionFactory(code="140105", name="小店区")
        with pytest.raises(RuleViolated, match="请填写机关名称"):
            operations.establish_agency(actor=people, kind_code="TY", region_code="140105")
        named = operations.establish_agency(actor=people, kind_code="TY", region_code="140105", name="小店区体育中心")
        assert named.name == "小店区体育中心"
        assert named.line_superior is None

    @pytest.mark.parametrize(("kind", "region"), [("没有", "140105"), ("SCJG", "149999"), ("SCJG", "140102")])
    def test_kind_and_region_must_be_there_today(self, people, market, kind, region):
        RegionFactory(code="140105")
        RegionFactory(code="140102", valid_until=date(1997, 12, 31))
        with pytest.raises(RuleViolated, match="不存在"):
            operations.establish_agency(actor=people, kind_code=kind, region_code=region)

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
    def test_only_an_operator_establishes(self, market, role):
        actor = actor_in(AgencyFactory(), role)
        with pytest.raises(NotAllowed):
            operations.establish_agency(actor=actor, kind_code="SCJG", region_code="140100")


class TestRenaming:
    def test_the_timeline_keeps_both_names(self, people):
        agency = AgencyFactory(name="小店区市场监督管理局")
        operations.rename_agency(actor=people, agency_id=agency.pk, name=" 小店区市场监管局 ")
        agency.refresh_from_db()
        assert agency.name == "小店区市场监管局"
        assert last_data("agency.renamed") == {"before": "小店区市场监督管理局", "after": "小店区市场监管局"}

    def test_the_same_name_changes_nothing(self, people):
        agency = AgencyFactory()
        operations.rename_agency(actor=people, agency_id=agency.pk, name=agency.name)
        assert actions_on(agency) == []

    def test_two_agencies_never_share_a_name(self, people):
        agency, other = AgencyFactory(), AgencyFactory(kind=AgencyKindFactory(code="YJ"))
        with pytest.raises(Conflict):
            operations.rename_agency(actor=people, agency_id=agency.pk, name=other.name)

    @pytest.mark.parametrize("name", ["", "   ", "长" * 101])
    def test_a_name_has_one_to_a_hundred_characters(self, people, name):
        with pytest.raises(RuleViolated):
            operations.rename_agency(actor=people, agency_id=AgencyFactory().pk, name=name)

    def test_an_abolished_agency_keeps_its_name(self, people):
        with pytest.raises(NotFound):
            operations.rename_agency(actor=people, agency_id=AgencyFactory(valid_until=date(2024, 1, 1)).pk, name="新")

    def test_others_may_not(self):
        agency = AgencyFactory()
        with pytest.raises(NotAllowed):
            operations.rename_agency(actor=actor_in(agency, Role.HEAD), agency_id=agency.pk, name="新名称")


@pytest.mark.usefixtures("clock")
class TestAbolishing:
    def test_everything_that_lets_it_act_ends_today(self, people):
        agency = AgencyFactory(published=True)
        post, officer = PostFactory(agency=agency), OfficerFactory(agency=agency)
        operations.create_api_key(actor=people, agency_id=agency.pk, name="平台", scopes=["items:read"])
        operations.abolish_agency(actor=people, agency_id=agency.pk, reason="机构改革")
        for row in (agency, post, officer):
            row.refresh_from_db()
        assert agency.valid_until == post.valid_until == date(2026, 11, 20)
        assert not officer.is_active
        assert not queries.published_enforcer(agency)
        assert ApiKey.objects.get().revoked_at is not None
        assert last_data("agency.abolished") == {"reason": "机构改革", "successor": "", "valid_until": "2026-11-20"}

    def test_those_below_answer_to_the_successor(self, people):
        kind, city = AgencyKindFactory(code="OLD"), RegionFactory(code="140100")
        old, heir = AgencyFactory(kind=kind, region=city), AgencyFactory(region=city)
        county = AgencyFactory(kind=kind, region=RegionFactory(code="140105"), line_superior=old)
        operations.abolish_agency(actor=people, agency_id=old.pk, reason="机构改革", successor_id=heir.pk)
        county.refresh_from_db()
        old.refresh_from_db()
        assert county.line_superior == old.successor == heir

    def test_without_a_successor_they_answer_one_level_up(self, people):
        province = AgencyFactory(region=RegionFactory(code="140000"))
        city = AgencyFactory(region=RegionFactory(code="140100"), line_superior=province)
        county = AgencyFactory(line_superior=city)
        operations.abolish_agency(actor=people, agency_id=city.pk, reason="机构改革")
        county.refresh_from_db()
        assert county.line_superior == province

    def test_a_subordinate_that_takes_over_is_not_its_own_superior(self, people):
        city = AgencyFactory(region=RegionFactory(code="140100"))
        county = AgencyFactory(line_superior=city)
        operations.abolish_agency(actor=people, agency_id=city.pk, reason="机构改革", successor_id=county.pk)
        county.refresh_from_db()
        assert county.line_superior is None

    def test_it_is_still_there_as_of_an_earlier_day(self, people):
        agency = AgencyFactory()
        operations.abolish_agency(actor=people, agency_id=agency.pk, reason="机构改革")
        assert list(queries.list_agencies(people)) == []
        assert list(queries.list_agencies(people, on=date(2026, 11, 19))) == [agency]

    def test_a_reason_is_needed_and_nobody_succeeds_oneself(self, people):
        agency = AgencyFactory()
        with pytest.raises(RuleViolated, match="理由"):
            operations.abolish_agency(actor=people, agency_id=agency.pk, reason=" ")
        with pytest.raises(RuleViolated, match="自己"):
            operations.abolish_agency(actor=people, agency_id=agency.pk, reason="改革", successor_id=agency.pk)

    def test_once_only_and_by_operators_only(self, people):
        agency = AgencyFactory()
        with pytest.raises(NotAllowed):
            operations.abolish_agency(actor=actor_in(agency, Role.HEAD), agency_id=agency.pk, reason="改革")
        operations.abolish_agency(actor=people, agency_id=agency.pk, reason="改革")
        with pytest.raises(NotFound):
            operations.abolish_agency(actor=people, agency_id=agency.pk, reason="改革")


@pytest.mark.usefixtures("clock")
class TestEnforcementStatus:
    def test_a_published_agency_may_check_from_the_day_it_takes_effect(self, people):
        agency = AgencyFactory()
        operations.publish_enforcement_status(
            actor=people, agency_id=agency.pk, basis="并政公告〔2026〕3号", valid_from=date(2026, 12, 1)
        )
        assert not queries.published_enforcer(agency)
        assert queries.published_enforcer(agency, date(2026, 12, 1))
        assert actions_on(agency) == ["agency.enforcement_published"]

    def test_not_before_it_was_published(self, people):
        agency = AgencyFactory()
        operations.publish_enforcement_status(
            actor=people, agency_id=agency.pk, basis="公告", valid_from=date(2026, 1, 1)
        )
        assert queries.published_enforcer(agency)
        assert not queries.published_enforcer(agency, date(2026, 11, 19))

    def test_a_deliberative_body_is_never_an_enforcement_subject(self, people):
        agency = AgencyFactory(kind=AgencyKindFactory(code="AWB", is_deliberative=True))
        with pytest.raises(RuleViolated, match="国办发〔2024〕54号"):
            operations.publish_enforcement_status(actor=people, agency_id=agency.pk, basis="公告")

    def test_a_basis_is_needed_and_once_is_enough(self, people):
        agency = AgencyFactory()
        with pytest.raises(RuleViolated, match="确认依据"):
            operations.publish_enforcement_status(actor=people, agency_id=agency.pk, basis=" ")
        operations.publish_enforcement_status(actor=people, agency_id=agency.pk, basis="公告")
        with pytest.raises(RuleViolated, match="已经公布"):
            operations.publish_enforcement_status(actor=people, agency_id=agency.pk, basis="公告")

    def test_ended_today_means_not_today(self, people):
        agency = AgencyFactory(published=True)
        operations.end_enforcement_status(actor=people, agency_id=agency.pk, reason="职责划转")
        assert not queries.published_enforcer(agency)
        assert queries.published_enforcer(agency, date(2026, 11, 19))
        with pytest.raises(NotFound):
            operations.end_enforcement_status(actor=people, agency_id=agency.pk, reason="职责划转")

    def test_after_the_end_it_can_be_published_again(self, people):
        agency = AgencyFactory(published=True)
        operations.end_enforcement_status(actor=people, agency_id=agency.pk, reason="职责划转")
        operations.publish_enforcement_status(actor=people, agency_id=agency.pk, basis="新公告")
        assert queries.published_enforcer(agency)
        assert EnforcementStatus.objects.count() == 2

    def test_an_end_needs_a_reason_and_both_need_an_operator(self, people):
        agency = AgencyFactory(published=True)
        head = actor_in(agency, Role.HEAD)
        with pytest.raises(RuleViolated, match="理由"):
            operations.end_enforcement_status(actor=people, agency_id=agency.pk, reason="")
        with pytest.raises(NotAllowed):
            operations.end_enforcement_status(actor=head, agency_id=agency.pk, reason="划转")
        with pytest.raises(NotAllowed):
            operations.publish_enforcement_status(actor=head, agency_id=agency.pk, basis="公告")
        with pytest.raises(NotFound):
            operations.publish_enforcement_status(actor=people, agency_id=uuid4(), basis="公告")


class TestReference:
    @pytest.fixture
    def host(self):
        return Actor.host("org.manage_agencies")

    def test_loading_is_one_entry_and_the_second_time_nothing(self, host):
        added = operations.load_reference(actor=host)
        assert added["regions"] == Region.objects.count()
        assert added["agencies"] == Agency.objects.count()
        assert operations.load_reference(actor=host) == dict.fromkeys(added, 0)
        assert actions_on(Region.objects.get(pk="140000")) == ["org.reference_loaded"]

    def test_regions_become_what_is_shipped_and_agencies_stay_as_they_are(self, host):
        operations.load_reference(actor=host)
        Region.objects.filter(pk="140105").update(name="旧名", valid_until=date(2030, 1, 1))
        Agency.objects.filter(code="140105-SCJG").update(name="小店区市场监管局")
        assert operations.load_reference(actor=host)["changed"] == 1
        assert Region.objects.get(pk="140105").name == "小店区"
        assert Region.objects.get(pk="140105").valid_until is None
        assert Agency.objects.get(code="140105-SCJG").name == "小店区市场监管局"

    def test_an_abolished_code_leads_to_the_region_of_today(self, host):
        operations.load_reference(actor=host)
        assert queries.current_region("142429").code == "140703"
        assert queries.current_region("140105").code == "140105"
        assert queries.current_region("999999") is None

    def test_regions_as_of_a_day(self, host):
        operations.load_reference(actor=host)
        then = set(queries.regions_on(date(1996, 1, 1)).values_list("code", flat=True))
        assert {"140102", "142429"} <= then
        assert not {"140102", "142429"} & set(queries.regions_on().values_list("code", flat=True))

    def test_loading_takes_a_constant_number_of_queries(self, host, django_assert_max_num_queries):
        with django_assert_max_num_queries(30):
            operations.load_reference(actor=host)

    def test_townships_hang_under_their_county(self, host):
        RegionFactory(code="140000")
        RegionFactory(code="140105")
        rows = [TownshipRow(2, "140105001", "坞城街道"), TownshipRow(3, "140105002", "营盘街道")]
        assert operations.load_townships(actor=host, rows=rows) == 2
        assert operations.load_townships(actor=host, rows=rows) == 0
        assert Region.objects.get(pk="140105001").parent_id == "140105"

    @pytest.mark.parametrize("code", ["140105", "14010500A", "１４0105001", "149999001", "140100001", "140102001", ""])
    def test_a_township_without_a_county_stops_the_whole_file(self, host, code):
        RegionFactory(code="140100")
        RegionFactory(code="140102", valid_until=date(1997, 12, 31))
        RegionFactory(code="140105")
        rows = [TownshipRow(2, "140105001", "坞城街道"), TownshipRow(3, code, "某镇")]
        with pytest.raises(RuleViolated, match="第 3 行：乡镇代码"):
            operations.load_townships(actor=host, rows=rows)
        assert not Region.objects.filter(level="township").exists()

    def test_townships_are_not_offered_in_lists_of_regions(self, host):
        for code in ("140000", "140100", "140105", "140200"):
            RegionFactory(code=code)
        RegionFactory(code="140102", valid_until=date(1997, 12, 31))
        operations.load_townships(actor=host, rows=[TownshipRow(2, "140105001", "坞城街道")])
        assert set(queries.regions_to_choose("140100").values_list("code", flat=True)) == {"140100", "140105"}
        assert queries.regions_to_choose().count() == 4

    @pytest.mark.parametrize("name", ["", "某" * 61])
    def test_a_township_without_a_usable_name_stops_the_whole_file(self, host, name):
        RegionFactory(code="140105")
        rows = [TownshipRow(2, "140105001", "坞城街道"), TownshipRow(3, "140105002", name)]
        with pytest.raises(RuleViolated, match="第 3 行：.*1 至 60 个字"):
            operations.load_townships(actor=host, rows=rows)
        assert not Region.objects.filter(level="township").exists()

    def test_only_whoever_manages_agencies_loads(self):
        with pytest.raises(NotAllowed):
            operations.load_reference(actor=actor_in(AgencyFactory()))
        with pytest.raises(NotAllowed):
            operations.load_townships(actor=actor_in(AgencyFactory()), rows=[])
