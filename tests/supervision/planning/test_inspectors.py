from datetime import date

from django.utils import timezone

from tests.supervision.planning.factories import actor_of, drawn, make_officer
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Officer
from tongjian.supervision.catalog.models import Qualification
from tongjian.supervision.inspections.choices import OfficerSource
from tongjian.supervision.inspections.models import VisitOfficer
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.queries import InspectorFilter
from tongjian.supervision.registry.models import Interest


def inspectors(city, **wanted):
    return queries.list_inspectors(city.coordinator, InspectorFilter(year=2026, **wanted))


def test_every_visit_counts_once_for_each_of_its_officers_and_by_how_they_came_to_it(city):
    drawn(city)
    places = VisitOfficer.objects.filter(replaced_at=None).count()
    assert places > 0
    assert sum(row.load for row in inspectors(city)) == places
    moved = VisitOfficer.objects.first()
    VisitOfficer.objects.filter(pk=moved.pk).update(source=OfficerSource.MANUAL, reason="临时出差")
    row = next(row for row in inspectors(city) if row.pk == moved.officer_id)
    assert (row.manual, row.load - row.drawn) == (1, 1)
    figures = queries.load_figures(inspectors(city))
    assert (figures.officers, figures.visits, figures.drawn) == (6, places, places - 1)
    assert sum(one.officers for one in figures.bins) == figures.officers
    assert figures.most == max(row.load for row in inspectors(city))


def test_visits_of_a_practice_draw_count_only_when_asked_for(city):
    drawn(city, is_practice=True)
    assert queries.load_figures(inspectors(city)).visits == 0
    assert queries.load_figures(inspectors(city, practice=True)).visits > 0


def test_whoever_can_check_an_item_is_certified_and_qualified_today(city):
    code = city.market_item.item.code
    able = set(Officer.objects.filter(agency=city.market))
    make_officer(city.market, city.market_item, until=date(2026, 1, 1))
    make_officer(city.market, city.market_item, is_auxiliary=True)
    ended = make_officer(city.market, city.market_item)
    Qualification.objects.filter(officer=ended).update(valid_until=timezone.localdate())
    assert set(inspectors(city, item=code)) == able


def test_what_ends_soon_and_whom_they_must_not_inspect_is_said(city):
    officer = Officer.objects.first()
    Qualification.objects.filter(officer=officer).update(valid_until=date(2026, 12, 1))
    Interest.objects.create(entity=city.entities[0], officer=officer, reason="亲属", declared_at=timezone.now())
    row = inspectors(city).get(pk=officer.pk)
    assert (row.items, row.item_ends_on, row.interests) == (1, date(2026, 12, 1), 1)
    assert row.item_ends_on <= queries.notice_ends_on()


def test_officers_of_other_regions_are_not_in_the_list(city):
    elsewhere = actor_of(city.market, Role.HANDLER)
    assert queries.list_inspectors(elsewhere, InspectorFilter(year=2026)).count() == 6
    assert inspectors(city, region="140105").count() == 0
