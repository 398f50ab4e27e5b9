"""Which agencies there are, who stands above them, and which may check."""

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.foundation.org.factories import (
    AgencyFactory,
    AgencyKindFactory,
    EnforcementStatusFactory,
    OfficerFactory,
    RegionFactory,
    actor_in,
    operator,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Agency

pytestmark = pytest.mark.django_db

CITY, COUNTY, OTHER_COUNTY, OTHER_CITY = "140100", "140105", "140106", "140200"


def government(code):
    return AgencyFactory(kind=AgencyKindFactory(code="RMZF", is_enforcer=False), region=RegionFactory(code=code))


def market(code, superior=None):
    return AgencyFactory(region=RegionFactory(code=code), line_superior=superior)


def test_an_agency_takes_its_name_from_its_kind_and_its_superior_from_the_level_above():
    RegionFactory(code=COUNTY)
    above = market(CITY)

    agency = operations.establish_agency(actor=operator(), kind_code="SCJG", region_code=COUNTY)

    assert (agency.code, agency.line_superior) == ("140105-SCJG", above)
    assert agency.name == "区划140105部门SCJG"
    entry = Entry.objects.get(action="agency.established")
    assert entry.subject_id == str(agency.pk)


def test_establishing_an_agency_that_exists_finds_it():
    there = market(COUNTY)
    assert operations.establish_agency(actor=operator(), kind_code="SCJG", region_code=COUNTY) == there
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("kind", "region"), [("NO", COUNTY), ("SCJG", "149999")])
def test_an_agency_needs_a_kind_and_a_region_that_exist(kind, region):
    market(COUNTY)
    with pytest.raises(RuleViolated):
        operations.establish_agency(actor=operator(), kind_code=kind, region_code=region)


def test_a_kind_without_a_name_for_the_level_asks_for_one():
    AgencyKindFactory(code="WYH", county_name="")
    RegionFactory(code=COUNTY)
    with pytest.raises(RuleViolated, match="请填写机关名称"):
        operations.establish_agency(actor=operator(), kind_code="WYH", region_code=COUNTY)
    named = operations.establish_agency(actor=operator(), kind_code="WYH", region_code=COUNTY, name=" 小店区某委 ")
    assert named.name == "小店区某委"


def test_only_the_operator_establishes_agencies():
    with pytest.raises(NotAllowed):
        operations.establish_agency(actor=actor_in(market(COUNTY), Role.HEAD), kind_code="SCJG", region_code=COUNTY)


def test_an_agency_lives_from_its_first_day_to_the_day_before_its_end():
    agency = AgencyFactory(valid_from=date(2026, 3, 1), valid_until=date(2026, 9, 1))
    actor = operator()
    for on, exists in [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 9, 1), False),
    ]:
        assert (agency in queries.list_agencies(actor, on=on)) is exists, on


def test_a_region_that_was_merged_leads_to_its_successor():
    new = RegionFactory(code="140110")
    middle = RegionFactory(code="140109", successor=new)
    RegionFactory(code="140102", successor=middle, valid_until=date(2018, 1, 1))
    assert queries.current_region("140102") == new
    assert queries.current_region("999999") is None


def test_regions_that_lead_in_a_circle_do_not_hang_the_system():
    first = RegionFactory(code="140102")
    first.successor = RegionFactory(code="140103", successor=first)
    first.save()
    assert queries.current_region("140102") is not None


def test_the_common_superior_of_one_line_is_in_the_line():
    province = market("140000")
    city = market(CITY, province)
    here, there = market(COUNTY, city), market(OTHER_COUNTY, city)
    elsewhere = market("140205", market(OTHER_CITY, province))

    assert queries.common_superior(here, there) == city
    assert queries.common_superior(here, elsewhere) == province


def test_the_common_superior_of_two_departments_is_the_government_of_the_smallest_region_that_holds_both():
    fire = AgencyKindFactory(code="XF")
    own, city, province = government(COUNTY), government(CITY), government("140000")
    here = market(COUNTY)
    assert queries.common_superior(here, AgencyFactory(kind=fire, region=RegionFactory(code=COUNTY))) == own
    assert queries.common_superior(here, AgencyFactory(kind=fire, region=RegionFactory(code=OTHER_COUNTY))) == city
    assert queries.common_superior(here, AgencyFactory(kind=fire, region=RegionFactory(code=OTHER_CITY))) == province


def test_there_is_no_common_superior_where_no_government_is_on_record():
    fire = AgencyFactory(kind=AgencyKindFactory(code="XF"), region=RegionFactory(code=COUNTY))
    assert queries.common_superior(market(COUNTY), fire) is None


def test_the_block_superior_is_the_own_government_and_above_it_the_next():
    county, city = government(COUNTY), government(CITY)
    assert queries.block_superior(market(COUNTY)) == county
    assert queries.block_superior(county) == city
    assert queries.block_superior(government("140000")) is None


class CommonSuperior(TestCase):
    """Whatever the two agencies: one answer whoever asks first, and it holds both."""

    @given(
        st.sampled_from(["140000", "140100", "140105", "140106", "140200", "140205"]),
        st.sampled_from(["140000", "140100", "140105", "140106", "140200", "140205"]),
        st.booleans(),
    )
    def test_it_is_the_same_from_both_sides_and_holds_both(self, first_region, second_region, is_same_line):
        for code in ("140000", "140100", "140200", "140105"):
            government(code)
        kind = AgencyKindFactory(code="SCJG" if is_same_line else "XF")
        first = market(first_region)
        second = AgencyFactory(kind=kind, region=RegionFactory(code=second_region))

        superior = queries.common_superior(first, second)

        assert superior == queries.common_superior(second, first)
        assert superior is None or all(
            queries.is_within(agency.region_id, superior.region_id) for agency in (first, second)
        )


def test_a_published_agency_may_check_until_its_status_ends():
    agency, actor = market(COUNTY), operator()
    assert not queries.published_enforcer(agency)

    operations.publish_enforcement_status(actor=actor, agency_id=agency.pk, basis="并政发〔2026〕1号")
    assert queries.published_enforcer(agency)

    operations.end_enforcement_status(actor=actor, agency_id=agency.pk, reason="机构改革")
    assert not queries.published_enforcer(agency)
    assert [entry.action for entry in Entry.objects.filter(subject_id=str(agency.pk)).order_by("id")] == [
        "agency.enforcement_published",
        "agency.enforcement_ended",
    ]


def test_a_status_counts_from_its_first_day_and_not_before_it_is_published():
    agency = market(COUNTY)
    EnforcementStatusFactory(agency=agency, published_at=date(2026, 5, 1), valid_from=date(2026, 4, 1))
    assert not queries.published_enforcer(agency, date(2026, 4, 30))
    assert queries.published_enforcer(agency, date(2026, 5, 1))


def test_a_deliberative_body_is_never_published():
    body = AgencyFactory(kind=AgencyKindFactory(code="AWH", is_deliberative=True))
    with pytest.raises(RuleViolated, match="议事协调机构") as refused:
        operations.publish_enforcement_status(actor=operator(), agency_id=body.pk, basis="某号")
    assert refused.value.citation == "国办发〔2024〕54号"


def test_publishing_twice_or_without_a_basis_is_refused():
    agency, actor = market(COUNTY), operator()
    with pytest.raises(RuleViolated, match="依据"):
        operations.publish_enforcement_status(actor=actor, agency_id=agency.pk, basis=" ")
    operations.publish_enforcement_status(actor=actor, agency_id=agency.pk, basis="某号")
    with pytest.raises(RuleViolated, match="已经公布"):
        operations.publish_enforcement_status(actor=actor, agency_id=agency.pk, basis="某号")


def test_ending_needs_a_status_and_a_reason():
    agency, actor = market(COUNTY), operator()
    with pytest.raises(NotFound):
        operations.end_enforcement_status(actor=actor, agency_id=agency.pk, reason="改革")
    EnforcementStatusFactory(agency=agency)
    with pytest.raises(RuleViolated, match="理由"):
        operations.end_enforcement_status(actor=actor, agency_id=agency.pk, reason="")
    with pytest.raises(NotAllowed):
        operations.end_enforcement_status(actor=actor_in(agency, Role.HEAD), agency_id=agency.pk, reason="改革")


@time_machine.travel("2026-09-01 10:00 +0800")
def test_officers_count_while_their_certificate_is_valid_and_they_are_no_auxiliaries():
    agency = market(COUNTY)
    good = OfficerFactory(agency=agency)
    OfficerFactory(agency=agency, certificate_until=date(2026, 9, 1))
    OfficerFactory(agency=agency, certificate_from=date(2026, 9, 2))
    OfficerFactory(agency=agency, is_auxiliary=True)
    OfficerFactory(agency=agency, is_active=False)
    assert list(queries.certified_officers([agency.pk])) == [good]


def test_which_agencies_exist_is_public():
    agency = market(COUNTY)
    assert queries.get_agency(Actor.public(), agency.pk) == agency
    with pytest.raises(NotFound):
        queries.get_agency_by_code("140105-NO")


def test_the_shipped_regions_and_agencies_load_once():
    host = Actor.host("org.manage_agencies")
    first = operations.load_reference(actor=host)
    assert min(first.values()) > 0
    assert set(operations.load_reference(actor=host).values()) == {0}
    assert Agency.objects.get(code="140100-SCJG").line_superior == Agency.objects.get(code="140000-SCJG")
    with pytest.raises(NotAllowed):
        operations.load_reference(actor=Actor.public())


def test_townships_belong_to_a_county_and_load_all_or_nothing():
    RegionFactory(code=COUNTY)
    RegionFactory(code="140000")
    host = Actor.host("org.manage_agencies")
    with pytest.raises(RuleViolated, match="140999001"):
        operations.load_townships(
            actor=host, rows=[{"code": "140105001", "name": "坞城街道"}, {"code": "140999001", "name": "无"}]
        )
    assert operations.load_townships(actor=host, rows=[{"code": "140105001", "name": "坞城街道"}]) == 1
    assert operations.load_townships(actor=host, rows=[{"code": "140105001", "name": "坞城街道"}]) == 0
