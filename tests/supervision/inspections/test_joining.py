"""Two visits of one enterprise become one entry."""

from datetime import date

import pytest

from tests.supervision.inspections import factories as make
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import Visit


@pytest.fixture
def coordinator(market):
    bureau = make.AgencyFactory(kind=make.AgencyKindFactory(code="SP", is_coordinator=True), name="尖草坪区行政审批局")
    return make.actor_in(bureau, "coordinator")


@pytest.fixture
def another(story, fire):
    """A visit of the same enterprise by the same fire brigade, in a part of the time."""
    visit = make.VisitFactory(entity=story.visit.entity, window_from=date(2026, 9, 7), window_until=date(2026, 10, 1))
    make.team_in(visit, fire, role="lead")
    return visit


def test_the_departments_come_along_and_the_days_are_those_of_both(story, another, coordinator, market, fire):
    tax = make.AgencyFactory(kind=make.AgencyKindFactory(code="SW"), name="尖草坪区税务局")
    make.team_in(another, tax)
    into = act.join_visits(actor=coordinator, visit_id=another.pk, into_id=story.visit.pk)
    assert (into.window_from, into.window_until) == (date(2026, 9, 7), date(2026, 10, 1))
    assert {team.agency_id for team in into.teams.all()} == {market.pk, fire.pk, tax.pk}
    assert into.teams.get(agency=fire).items.count() == 2
    assert [team.role for team in into.teams.filter(role="lead")] == ["lead"]
    another.refresh_from_db()
    assert (another.state, another.cancelled_reason) == (VisitState.CANCELLED, f"并入检查 {into.number}。")
    recorded = Entry.objects.filter(action__in=["visit.joined", "visit.took_in"])
    assert set(recorded.values_list("subject_id", flat=True)) == {str(another.pk), str(into.pk)}


def test_who_was_asked_is_asked_again_and_a_day_outside_is_given_up(story, another, coordinator):
    story.dated()
    Visit.objects.filter(pk=another.pk).update(window_from=date(2026, 9, 14))
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    into = act.join_visits(actor=coordinator, visit_id=another.pk, into_id=story.visit.pk)
    assert into.planned_on is None
    assert into.teams.get(pk=story.lead.pk).state == TeamState.PLANNED


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"entity": None}, "同一个对象"),
        ({"is_practice": True}, "演练"),
        ({"cause": "complaint"}, "有因检查"),
        ({"window_from": date(2027, 1, 1), "window_until": date(2027, 2, 1)}, "没有共同的日期"),
    ],
)
def test_only_like_visits_with_a_day_in_common_are_joined(story, another, coordinator, changes, said):
    if "entity" in changes:
        changes = {"entity": make.EntityFactory()}
    Visit.objects.filter(pk=another.pk).update(**changes)
    with pytest.raises(RuleViolated, match=said):
        act.join_visits(actor=coordinator, visit_id=another.pk, into_id=story.visit.pk)


def test_a_visit_with_a_code_or_on_its_way_to_another_department_stays(story, another, coordinator, fire):
    tax = make.AgencyFactory(kind=make.AgencyKindFactory(code="SW"), name="尖草坪区税务局")
    handler = make.actor_in(fire, "handler")
    act.offer_team(actor=handler, team_id=another.teams.get().pk, to_agency_id=tax.pk, reason="不属于本部门")
    with pytest.raises(RuleViolated, match="正在移交"):
        act.join_visits(actor=coordinator, visit_id=another.pk, into_id=story.visit.pk)
    Visit.objects.filter(pk=another.pk).update(state=VisitState.CODED, planned_on=make.DAY)
    with pytest.raises(IllegalTransition):
        act.join_visits(actor=coordinator, visit_id=another.pk, into_id=story.visit.pk)


def test_departments_do_not_join_visits_and_other_places_do_not_see_them(story, another):
    with pytest.raises(NotAllowed, match="统筹"):
        act.join_visits(actor=story.handler, visit_id=another.pk, into_id=story.visit.pk)
    kind, datong = make.AgencyKindFactory(code="SP", is_coordinator=True), make.RegionFactory(code="140200")
    elsewhere = make.AgencyFactory(kind=kind, region=datong, name="大同市行政审批局")
    with pytest.raises(NotFound):
        act.join_visits(actor=make.actor_in(elsewhere, "coordinator"), visit_id=another.pk, into_id=story.visit.pk)


def test_the_coordinator_sets_a_half_day(story, coordinator):
    visit = act.set_visit_date(actor=coordinator, visit_id=story.visit.pk, planned_on=make.DAY, part="pm")
    assert (visit.planned_on, visit.get_part_display()) == (make.DAY, "下午")
