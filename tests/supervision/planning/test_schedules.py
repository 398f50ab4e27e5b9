"""The days of all visits of a place: worked out, adopted, changed as little as possible."""

from datetime import date

import pytest

from tests.supervision.inspections import factories as make
from tests.supervision.planning.factories import WINDOW, actor_of, drawn, make_region
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Delegation, Post
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning import operations as act
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import ScheduleState
from tongjian.supervision.planning.models import Schedule


def visit_of(city, entity, *agencies, **fields):
    """A visit with one officer of each department, always the same."""
    values = {"region": entity.region, "window_from": WINDOW[0], "window_until": date(2026, 12, 8)} | fields
    visit = make.VisitFactory(entity=entity, **values)
    for agency in agencies:
        make.team_in(visit, agency, role="lead" if agency is agencies[0] else "cooperate", officers=0)
        officer = agency.officers.order_by("pk").first()
        visit.teams.get(agency=agency).officers.create(place=1, officer=officer, source="drawn")
    return visit


def built(city, **wanted):
    schedule = act.request_schedule(actor=city.coordinator, **wanted)
    return act.build_schedule(actor=city.coordinator, schedule_id=schedule.pk, seconds=1)


def rows(schedule):
    return {row.visit_id: row for row in schedule.rows.all()}


@pytest.fixture
def three(city):
    """Two visits of one enterprise by two departments, and a visit of another enterprise."""
    first, second = city.entities[:2]
    return (
        visit_of(city, first, city.market),
        visit_of(city, first, city.fire, window_until=date(2026, 12, 12)),
        visit_of(city, second, city.market),
    )


def test_visits_of_one_enterprise_become_one_entry_and_nobody_is_in_two_places(city, three):
    schedule = built(city)
    assert (schedule.state, schedule.visits, schedule.entries, schedule.lower_bound) == ("draft", 3, 2, 2)
    assert (schedule.placed, schedule.gap) == (2, 0.0)
    found = rows(schedule)
    assert [row.into_id for row in found.values() if row.into_id] == [three[0].pk]
    slots = {(row.day, row.part) for row in found.values() if row.day}
    assert len(slots) == 2
    assert queries.check_schedule(schedule) == []
    assert Visit.objects.filter(planned_on=None).count() == 3  # nothing has changed yet


def test_adopting_sets_the_days_and_joins_the_visits(city, three):
    schedule = act.adopt_schedule(actor=city.coordinator, schedule_id=built(city).pk)
    assert (schedule.state, schedule.skipped) == (ScheduleState.ADOPTED, 0)
    joint, gone, other = (Visit.objects.get(pk=visit.pk) for visit in three)
    assert gone.state == VisitState.CANCELLED and joint.number in gone.cancelled_reason
    assert {team.agency_id for team in joint.teams.all()} == {city.market.pk, city.fire.pk}
    assert joint.planned_on and joint.part and other.planned_on
    assert [entry.action for entry in Entry.objects.filter(subject_id=str(schedule.pk)).order_by("pk")] == [
        "schedule.requested",
        "schedule.built",
        "schedule.adopted",
    ]


def test_a_visit_that_was_dated_meanwhile_is_skipped_with_the_reason(city, three):
    schedule = built(city)
    Visit.objects.filter(pk=three[2].pk).update(state=VisitState.CANCELLED, cancelled_reason="停业")
    schedule = act.adopt_schedule(actor=city.coordinator, schedule_id=schedule.pk)
    assert schedule.skipped == 1
    assert rows(schedule)[three[2].pk].reason.startswith("采用时未能落实")


def test_what_the_cap_forbids_is_not_placed_and_says_so(city, three):
    Parameter.objects.filter(code="cap.visits_per_year").update(value="1")
    visit_of(city, three[2].entity, city.market, state=VisitState.CODED, planned_on=date(2026, 11, 27))
    Visit.objects.filter(state=VisitState.CODED).update(window_from=date(2026, 11, 1))
    found = rows(built(city))
    assert found[three[2].pk].day is None and "V06" in found[three[2].pk].reason
    assert found[three[0].pk].day


def test_a_window_too_short_for_the_notice_is_said(city):
    visit = visit_of(
        city, city.entities[0], city.market, window_from=date(2026, 11, 1), window_until=date(2026, 11, 25)
    )
    assert "没有工作日" in rows(built(city))[visit.pk].reason


def test_days_of_leave_are_kept_free(city, three):
    officer = city.market.officers.order_by("pk").first()
    officer.user = make.OfficerFactory(agency=city.market).user.__class__.objects.create(username="li", name="李")
    officer.save()
    post = Post.objects.create(user=officer.user, agency=city.market, role=Role.INSPECTOR, valid_from=date(2025, 1, 1))
    deputy = officer.user.__class__.objects.create(username="zhao", name="赵")
    Delegation.objects.create(
        post=post, deputy=deputy, valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 4), reason="休假"
    )
    days = {row.day for row in rows(built(city)).values() if row.day}
    assert days <= {date(2026, 12, 4), date(2026, 12, 7)}


def test_who_cannot_come_is_named(city, three):
    officer = three[2].teams.get().officers.get().officer
    away = act.Away(officer_id=officer.pk, since=date(2026, 11, 1), until=date(2027, 1, 1))
    schedule = built(city, keeps_dates=True, away=away)
    assert officer.name in rows(schedule)[three[2].pk].reason


def test_only_what_must_change_changes(city, three):
    act.adopt_schedule(actor=city.coordinator, schedule_id=built(city).pk)
    joint, other = Visit.objects.get(pk=three[0].pk), Visit.objects.get(pk=three[2].pk)
    fire = joint.teams.get(agency=city.fire).officers.get().officer
    away = act.Away(officer_id=fire.pk, since=joint.planned_on, until=date(2026, 12, joint.planned_on.day + 1))
    changed = built(city, keeps_dates=True, away=away)
    assert set(rows(changed)) == {joint.pk}
    assert (changed.moved, rows(changed)[joint.pk].was_day) == (1, joint.planned_on)
    act.adopt_schedule(actor=city.coordinator, schedule_id=changed.pk)
    joint.refresh_from_db()
    assert joint.planned_on != rows(changed)[joint.pk].was_day
    assert other.planned_on == Visit.objects.get(pk=other.pk).planned_on


def test_one_who_cannot_come_needs_a_time_and_dates_that_are_kept(city):
    officer = city.market.officers.first()
    with pytest.raises(RuleViolated, match="尽量不变"):
        built(city, away=act.Away(officer_id=officer.pk, since=date(2026, 12, 1), until=date(2026, 12, 2)))
    with pytest.raises(RuleViolated, match="返岗"):
        built(
            city,
            keeps_dates=True,
            away=act.Away(officer_id=officer.pk, since=date(2026, 12, 2), until=date(2026, 12, 2)),
        )


def test_one_schedule_at_a_time_and_a_lost_one_is_given_up(city, clock):
    first = act.request_schedule(actor=city.coordinator)
    with pytest.raises(Conflict, match="正在排期"):
        act.request_schedule(actor=city.coordinator)
    clock.move_to("2026-11-23T10:30:00+08:00")
    act.request_schedule(actor=city.coordinator)
    assert Schedule.objects.get(pk=first.pk).state == ScheduleState.FAILED


def test_departments_neither_see_nor_make_nor_adopt_schedules(city, three):
    head = city.heads[city.market.pk]
    with pytest.raises(NotAllowed, match="统筹"):
        act.request_schedule(actor=head)
    schedule = built(city)
    with pytest.raises(NotFound):
        act.adopt_schedule(actor=head, schedule_id=schedule.pk)


def test_another_place_does_not_see_it_and_the_one_above_does_not_adopt_it(city, three):
    schedule = built(city)
    make_region("140200", "大同市", "city", "140000")
    elsewhere = actor_of(city.bureau, Role.COORDINATOR)
    with pytest.raises(NotFound):
        queries.get_schedule(elsewhere.__class__(**_fields(elsewhere, region_code="140200")), schedule.pk)
    above = elsewhere.__class__(**_fields(elsewhere, region_code="140000"))
    with pytest.raises(NotAllowed, match="本地"):
        act.adopt_schedule(actor=above, schedule_id=schedule.pk)


def _fields(actor, **changes):
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__} | changes


def test_what_was_discarded_or_adopted_is_not_adopted_again(city, three):
    schedule = act.discard_schedule(actor=city.coordinator, schedule_id=built(city).pk)
    with pytest.raises(IllegalTransition):
        act.request_adoption(actor=city.coordinator, schedule_id=schedule.pk)
    assert act.request_adoption(actor=city.coordinator, schedule_id=built(city).pk).state == ScheduleState.ADOPTING


def test_the_checker_reads_the_rows_and_names_what_was_bent(city, three):
    schedule = built(city)
    row = schedule.rows.exclude(day=None).order_by("pk").first()
    schedule.rows.filter(pk=row.pk).update(day=date(2026, 11, 30))
    [sentence] = queries.check_schedule(schedule)
    assert row.visit.number in sentence and "不在可以检查的日期内" in sentence


@pytest.fixture
def limited(city):
    """The market bureau says for itself that it can be at one visit a day; six visits wait for it."""
    general = Parameter.objects.get(code="schedule.visits_per_day")
    Parameter.objects.create(
        code=general.code, title=general.title, kind=general.kind, value="1", context=general.context,
        scope_agency=city.market.code, citation="本局规定", confidence="design",
    )  # fmt: skip
    return [visit_of(city, entity, city.market, city.fire) for entity in city.entities[:6]]


def test_a_department_is_at_no_more_visits_a_day_than_its_limit_and_who_is_left_reads_why(city, limited):
    schedule = built(city)
    placed = [row for row in rows(schedule).values() if row.day]
    days = {row.day for row in placed}
    assert len(days) == len(placed) < len(limited)
    [reason] = {row.reason for row in rows(schedule).values() if not row.day}
    assert f"{city.market.name}（每天最多 1 次）" in reason and city.fire.name not in reason
    assert queries.check_schedule(schedule) == []
    [fire, market] = sorted(
        queries.busiest_days(schedule, queries.days_of_schedule(schedule)), key=lambda one: one.most, reverse=True
    )
    assert (market.agency, market.visits, market.most, fire.most) == (city.market.name, 1, 1, 40)


def test_the_checker_counts_a_departments_visits_of_a_day_itself(city, limited):
    schedule = built(city)
    [first, second, *_] = schedule.rows.exclude(day=None).order_by("day")
    part = "am" if first.part == "pm" else "pm"
    schedule.rows.filter(pk=second.pk).update(day=first.day, part=part)
    [sentence] = queries.check_schedule(schedule)
    assert city.market.name in sentence and "有 2 次检查，超过 1 次" in sentence
    Parameter.objects.filter(code="schedule.visits_per_day", value="1").update(value="2")
    assert queries.check_schedule(schedule) == []


def test_the_questions_are_as_many_for_three_visits_as_for_nine(city, three, django_assert_max_num_queries):
    schedule = act.request_schedule(actor=city.coordinator)
    with django_assert_max_num_queries(30) as few:
        queries.problem_of(schedule)
    for entity in city.entities[5:11]:
        visit_of(city, entity, city.market, city.fire)
    with django_assert_max_num_queries(len(few.captured_queries)):
        queries.problem_of(schedule)


def test_changes_by_hand_after_a_draw_are_counted_in_public(city):
    draw = drawn(city)
    visit = draw.units.exclude(visit=None).first().visit
    assert queries.manual_changes(draw) == 0
    place = visit.teams.first().officers.first()
    place.source, place.reason = "manual", "因病"
    place.save()
    assert queries.manual_changes(draw) == 1
