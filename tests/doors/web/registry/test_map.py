"""Where entities are, on a sketch: counts above, clusters near by, only what one may see."""

import re

import pytest
from django.urls import reverse

from tests.foundation.org.factories import AgencyFactory, RegionFactory
from tongjian.doors.face import maps
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry.models import Entity, Premises

pytestmark = pytest.mark.engine("sqlite")
POINTS = [(112.560, 37.730), (112.5601, 37.7301), (112.62, 37.70)]


@pytest.fixture
def located(bring_in):
    codes = [make_uscc("91", "140105", f"DEM4000{number}") for number in range(4)]
    rows = "".join(f"商行{number},{code},太原市小店区样例路{number}号\n" for number, code in enumerate(codes))
    other = make_uscc("91", "140213", "DEM40009")
    bring_in(f"名称,信用代码,地址\n{rows}大同商行,{other},大同市平城区样例路1号\n")
    for entity, (longitude, latitude) in zip(
        Entity.objects.filter(region="140105").order_by("name"), POINTS, strict=False
    ):
        Premises.objects.filter(entity=entity).update(
            longitude=longitude, latitude=latitude, located_address=entity.address
        )


def page(client, **asked):
    answer = client.get(reverse("registry:map"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def province(sign_in, regions):
    return sign_in(agency=AgencyFactory(region=RegionFactory(code="140000")))


def test_every_city_and_county_of_today_has_an_outline(regions):
    assert len(maps.outlines("140000", maps.Sheet(maps.box_of("140000")))) == 11
    counties = [
        one
        for code in (f"14{n:02}00" for n in range(1, 12))
        for one in maps.outlines(code, maps.Sheet(maps.box_of(code)))
    ]
    assert len({one.code for one in counties}) == 117 and all(one.path.startswith("M") for one in counties)


def test_an_outline_stays_inside_its_sheet():
    sheet = maps.Sheet(maps.box_of("140100"))
    for one in maps.outlines("140100", sheet):
        numbers = [float(number) for number in re.findall(r"-?\d+\.\d", one.path)]
        assert min(numbers) >= 0 and max(numbers[::2]) <= maps.WIDTH and max(numbers[1::2]) <= sheet.height


def test_the_province_shows_its_cities_with_their_counts(province, located):
    shown = page(province)
    assert 'aria-label="太原市 4 户"' in shown and 'aria-label="大同市 1 户"' in shown
    assert "共 5 户，3 户有坐标" in shown and "示意图" in shown


def test_a_filter_of_the_list_holds_on_the_map(province, located):
    assert "共 1 户" in page(province, words="大同商行")


def test_near_points_are_one_cluster_until_one_looks_closer(province, located):
    shown = page(province, at="140105")
    assert 'aria-label="2 户"' in shown and 'aria-label="商行2"' in shown
    closer = re.search(r'href="(\?[^"]*box=[^"]*)" aria-label="2 户"', shown)[1].replace("&amp;", "&")
    inside = province.get(reverse("registry:map") + closer).content.decode()
    assert "商行0" in inside and "商行1" in inside and "商行2" not in inside


def test_a_point_of_an_address_that_was_left_is_no_place(province, located):
    Premises.objects.filter(longitude=POINTS[2][0]).update(address="太原市小店区新址9号")
    assert "商行2" not in page(province, at="140105")


def test_nobody_sees_beyond_the_own_region(sign_in, located):
    shown = page(sign_in(), at="140200")
    assert "小店区" in shown and "大同商行" not in shown and "平城区" not in shown


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "112.6,37.7,112.5,37.8", "nan,nan,nan,nan", "-999,0,999,1"])
def test_a_box_that_is_none_is_no_box(province, located, box):
    assert "共 4 户" in page(province, at="140105", box=box)


def test_without_boundaries_the_numbers_are_listed(province, located, monkeypatch, tmp_path):
    monkeypatch.setattr(maps, "FILE", tmp_path / "none.json")
    maps._boundaries.cache_clear()
    try:
        assert "没有边界图" in page(province)
    finally:
        maps._boundaries.cache_clear()


def test_the_cost_does_not_grow_with_what_is_shown(province, located, django_assert_max_num_queries):
    page(province, at="140105")
    with django_assert_max_num_queries(22):
        page(province, at="140105")
