"""Whom an edition concerns, counted when it is looked at. Real SQL on both engines."""

from tests.supervision.handbooks.factories import make_handbook
from tests.supervision.planning.factories import COUNTIES, actor_of, make_agency, make_entities
from tongjian.foundation.org.choices import Role
from tongjian.supervision.handbooks import queries


def test_the_scenarios_objects_are_counted_as_the_register_has_them_now(city):
    edition = make_handbook(city, has_scenario=True)
    assert queries.count_concerned(edition).total == 6
    make_entities(2)
    assert queries.count_concerned(edition).total == 8
    assert queries.concerned(actor_of(city.market, Role.HANDLER), edition).count() == 8


def test_a_county_sees_its_own_part_of_the_list(city):
    edition = make_handbook(city, has_scenario=True)
    county = make_agency("JJ", "交警", region=COUNTIES[0])
    assert queries.concerned(actor_of(county, Role.HANDLER), edition).count() == 3


def test_industries_are_prefixes(city):
    make_entities(1, industry="F5265")
    make_entities(1, industry="F5169")
    edition = make_handbook(city, industries=["F5265"])
    assert [one.industry for one in queries.concerned(city.coordinator, edition)] == ["F5265"]
    listed = queries.list_editions(city.coordinator, queries.HandbookFilter(item=city.market_item.item.code))
    assert [one.shown for one in listed] == [4]
    assert queries.public_editions(industry="F52").count() == 0
