"""At the enterprise, and what becomes of the results."""

import json
from datetime import timedelta

import pytest

from tests.supervision.inspections import factories as make
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.choices import Outcome, PlaceMissing, TeamState, VisitState
from tongjian.supervision.inspections.models import VisitCode
from tongjian.supervision.inspections.operations import Place, PointAnswer
from tongjian.supervision.registry.models import Premises

RESIDENT_ID = "11010519491231002X"


def enter(story, **changes):
    return act.record_entry(**{"actor": story.inspector, "visit_id": story.visit.pk} | changes)


def leave(story, **changes):
    return act.record_exit(**{"actor": story.inspector, "visit_id": story.visit.pk} | changes)


def test_an_inspector_enters_on_the_day_and_the_visit_is_under_way(story, today):
    story.coded()
    today.move_to(make.at(10))
    passage = enter(story, place=Place(latitude=37.94, longitude=112.49))
    assert (passage.at, passage.latitude, story.state()) == (make.at(10), 37.94, VisitState.UNDERWAY)


def test_entry_needs_an_officer_of_the_visit_a_code_and_the_day(story, stranger, today):
    story.coded()
    today.move_to(make.at(10, on=make.DAY - timedelta(days=1)))
    with pytest.raises(RuleViolated, match="当天"):
        enter(story)
    today.move_to(make.at(10))
    outsider = make.actor_in(story.lead.agency, "inspector", officer=make.OfficerFactory(agency=story.lead.agency))
    for person in (outsider, story.handler):
        with pytest.raises(NotAllowed):
            enter(story, actor=person)
    with pytest.raises(NotFound):
        enter(story, actor=stranger["inspector"])
    enter(story)
    with pytest.raises(IllegalTransition):
        enter(story)


def test_no_code_no_entry(story, today):
    story.approved()
    today.move_to(make.at(10))
    with pytest.raises(IllegalTransition):
        enter(story)


def test_an_expired_code_opens_no_door(story, today):
    story.coded()
    VisitCode.objects.update(valid_until=make.at(10))  # exclusive
    today.move_to(make.at(10))
    with pytest.raises(RuleViolated) as refused:
        enter(story)
    assert refused.value.code == "code_not_valid"
    assert refused.value.citation
    VisitCode.objects.update(valid_until=make.at(10, 1))
    assert enter(story)


def test_what_was_not_recorded_in_time_is_recorded_later_with_a_reason_within_ten_days(story, today):
    story.coded()
    today.move_to(make.at(9, on=make.DAY + timedelta(days=10)))
    with pytest.raises(RuleViolated) as refused:
        enter(story, at=make.at(10))
    assert refused.value.code == "late_reason_missing"
    passage = enter(story, at=make.at(10), late_reason="现场没有信号")
    assert (passage.at, passage.late_reason) == (make.at(10), "现场没有信号")


def test_after_ten_days_it_is_too_late_and_the_future_never_counts(story, today):
    story.coded()
    today.move_to(make.at(9, on=make.DAY + timedelta(days=11)))
    with pytest.raises(RuleViolated) as refused:
        enter(story, at=make.at(10), late_reason="现场没有信号")
    assert refused.value.code == "passage_too_late"
    today.move_to(make.at(9))
    with pytest.raises(RuleViolated, match="晚于现在"):
        enter(story, at=make.at(10))


def test_on_the_day_itself_half_an_hour_is_still_now_and_later_needs_a_reason(story, today):
    story.coded()
    today.move_to(make.at(10, 31))
    with pytest.raises(RuleViolated) as refused:
        enter(story, at=make.at(10))
    assert refused.value.code == "late_reason_missing"
    assert enter(story, at=make.at(10, 1)).recorded_at == make.at(10, 31)


def test_t07_whoever_left_before_the_entry_was_written_down_says_why(story, today):
    story.coded()
    today.move_to(make.at(10, 20))
    enter(story, at=make.at(10))
    with pytest.raises(RuleViolated) as refused:
        leave(story, at=make.at(10, 10))
    assert (refused.value.code, refused.value.citation) == ("entered_after_leaving", "借鉴深府规〔2025〕6号")
    assert leave(story, at=make.at(10, 10), late_reason="现场没有信号")


def test_a_place_is_held_against_the_premises_and_a_missing_one_says_why(story, today):
    entity = story.visit.entity
    Premises.objects.create(
        entity=entity, address=story.visit.address, located_address=story.visit.address,
        latitude=37.94, longitude=112.49, tolerance_metres=50,
    )  # fmt: skip
    story.coded()
    today.move_to(make.at(10))
    enter(story, place=Place(latitude=37.949, longitude=112.49))
    leave(story, place=PlaceMissing.DENIED)
    words = queries.place_words(story.visit, story.visit.passages.all())
    assert words == {"entry": "距登记的场所约 1.0 千米（场所坐标误差约 50 米）", "exit": "没有位置：未允许定位"}


def test_leaving_starts_every_departments_publication_clock(story, today):
    story.entered()
    today.move_to(make.at(11))
    leave(story)
    clocks = Clock.objects.filter(parameter_code="T01")
    assert {clock.agency_id for clock in clocks} == {team.agency_id for team in story.teams}
    # Twenty workdays after 10 September 2026, over 中秋节 and 国庆节, with three make-up days.
    assert {(clock.started_at, clock.state) for clock in clocks} == {(make.at(11), ClockState.RUNNING)}
    with pytest.raises(IllegalTransition):
        leave(story)


def test_nobody_leaves_before_entering(story, stranger, today):
    story.coded()
    with pytest.raises(IllegalTransition):
        leave(story)
    today.move_to(make.at(10))
    enter(story)
    with pytest.raises(RuleViolated, match="早于入企"):
        leave(story, at=make.at(9))
    with pytest.raises(NotAllowed):
        leave(story, actor=story.handler)
    with pytest.raises(NotFound):
        leave(story, actor=stranger["inspector"])


@pytest.fixture
def listed(story):
    """The lead's first item with a checklist of three points."""
    item = story.lead.items.select_related("item_version__item").first()
    points = make.checklist_of(item.item_version, 3).check_points.all()
    return story.entered(), item, list(points)


def answer(story, item, points, outcome=Outcome.PASS, **changes):
    answers = [PointAnswer(check_point_id=point.pk, outcome=outcome) for point in points]
    return act.answer_check_points(**{"actor": story.inspector, "item_id": item.pk, "answers": answers} | changes)


def test_answers_are_appended_and_the_newest_counts(listed):
    story, item, points = listed
    answer(story, item, points)
    answer(story, item, points[:1], Outcome.FAIL)
    [state] = [state for state in queries.item_states([story.lead.pk])[story.lead.pk] if state.item == item]
    assert [line.answer.outcome for line in state.points] == ["fail", "pass", "pass"]
    assert item.answers.count() == 4
    entries = Entry.objects.filter(action="visit.points_answered")
    assert json.loads(entries.latest("id").data)["answers"] == [[1, "fail"]]


def test_points_are_answered_by_the_team_on_its_own_checklist_after_entry(listed, stranger):
    story, item, points = listed
    other_point = make.checklist_of(make.ItemVersionFactory(), 1).check_points.all()
    with pytest.raises(RuleViolated, match="检查表"):
        answer(story, item, other_point)
    with pytest.raises(RuleViolated):
        answer(story, item, points, "perfect")
    for person in (story.of(story.other).inspector, story.handler):
        with pytest.raises(NotAllowed):
            answer(story, item, points, actor=person)
    with pytest.raises(NotFound):
        answer(story, item, points, actor=stranger["inspector"])


def test_nothing_is_written_before_entry(story):
    item = story.coded().lead.items.first()
    with pytest.raises(IllegalTransition):
        act.enter_item_result(actor=story.inspector, item_id=item.pk, outcome=Outcome.PASS)


def test_a_failed_item_says_what_was_found_and_a_failed_point_cannot_pass(listed, stranger):
    story, item, points = listed
    with pytest.raises(RuleViolated, match="问题"):
        act.enter_item_result(actor=story.inspector, item_id=item.pk, outcome=Outcome.FAIL)
    answer(story, item, points[:1], Outcome.FAIL)
    with pytest.raises(RuleViolated) as refused:
        act.enter_item_result(actor=story.inspector, item_id=item.pk, outcome=Outcome.PASS)
    assert refused.value.code == "result_contradicts_points"
    with pytest.raises(NotAllowed):
        act.enter_item_result(actor=story.of(story.other).inspector, item_id=item.pk, outcome=Outcome.PASS)
    with pytest.raises(NotFound):
        act.enter_item_result(actor=stranger["inspector"], item_id=item.pk, outcome=Outcome.PASS)
    act.enter_item_result(actor=story.inspector, item_id=item.pk, outcome=Outcome.FAIL, note="台账缺失")
    act.enter_item_result(actor=story.inspector, item_id=item.pk, outcome=Outcome.FAIL, note="台账缺失 3 天")
    assert item.results.count() == 2


def test_results_are_submitted_whole_and_after_leaving(story, today):
    story.entered()
    for item in story.lead.items.all():
        act.enter_item_result(actor=story.inspector, item_id=item.pk, outcome=Outcome.PASS)
    with pytest.raises(RuleViolated, match="离企"):
        act.submit_results(actor=story.inspector, team_id=story.lead.pk)
    today.move_to(make.at(11))
    leave(story)
    inspector = story.of(story.other).inspector
    with pytest.raises(RuleViolated, match="还有 1 个事项"):
        act.submit_results(actor=inspector, team_id=story.other.pk)
    with pytest.raises(NotAllowed):
        act.submit_results(actor=inspector, team_id=story.lead.pk)
    act.submit_results(actor=story.inspector, team_id=story.lead.pk, summary="整洁")
    assert story.state() == VisitState.UNDERWAY  # the other department is not done
    with pytest.raises(IllegalTransition):
        act.submit_results(actor=story.inspector, team_id=story.lead.pk)
    story.submit(story.other)
    assert story.state() == VisitState.CHECKED


def test_a_second_person_reviews(story, stranger):
    story.checked()
    team, reviewer = story.lead, story.of(story.lead).reviewer
    own = make.actor_in(team.agency, "reviewer", officer=team.officers.first().officer)
    with pytest.raises(NotAllowed, match="第二人"):
        act.review_results(actor=own, team_id=team.pk)
    for person in (story.of(story.other).reviewer, story.handler):
        with pytest.raises(NotAllowed):
            act.review_results(actor=person, team_id=team.pk)
    with pytest.raises(NotFound):
        act.review_results(actor=stranger["reviewer"], team_id=team.pk)
    assert act.review_results(actor=reviewer, team_id=team.pk).state == TeamState.REVIEWED
    with pytest.raises(IllegalTransition):
        act.review_results(actor=reviewer, team_id=team.pk)


def test_who_entered_one_result_is_no_second_person_even_if_another_submitted(story):
    story.left()
    first, second = (row.officer for row in story.lead.officers.all())
    colleague = make.actor_in(story.lead.agency, "inspector", officer=second)
    for item in story.lead.items.all():
        act.enter_item_result(actor=colleague, item_id=item.pk, outcome=Outcome.PASS)
    act.submit_results(actor=story.inspector, team_id=story.lead.pk)
    with pytest.raises(NotAllowed):
        act.review_results(actor=make.actor_in(story.lead.agency, "reviewer", officer=second), team_id=story.lead.pk)
    assert first.pk == story.inspector.officer_id


def test_returned_results_are_mended_and_submitted_again(story):
    story.checked()
    team, reviewer = story.lead, story.of(story.lead).reviewer
    with pytest.raises(RuleViolated, match="问题"):
        act.return_results(actor=reviewer, team_id=team.pk, note="")
    with pytest.raises(NotAllowed):
        act.return_results(actor=story.handler, team_id=team.pk, note="缺少照片")
    act.return_results(actor=reviewer, team_id=team.pk, note="缺少照片")
    assert story.state() == VisitState.UNDERWAY
    with pytest.raises(IllegalTransition):
        act.return_results(actor=reviewer, team_id=team.pk, note="缺少照片")
    story.submit(team, Outcome.FAIL, "台账缺失")
    assert story.state() == VisitState.CHECKED
    team.refresh_from_db()
    assert (team.state, team.return_note) == (TeamState.ENTERED, "")


def test_publication_tells_the_world_and_stops_the_clock(story, stranger):
    story.reviewed()
    assert story.state() == VisitState.REVIEWED
    head = story.of(story.lead).head
    for person in (story.of(story.other).head, story.handler):
        with pytest.raises(NotAllowed):
            act.publish_results(actor=person, team_id=story.lead.pk)
    with pytest.raises(NotFound):
        act.publish_results(actor=stranger["head"], team_id=story.lead.pk)
    team = act.publish_results(actor=head, team_id=story.lead.pk)
    assert team.published_at is not None
    assert story.state() == VisitState.REVIEWED
    assert Clock.objects.get(agency=team.agency).state == ClockState.MET
    with pytest.raises(IllegalTransition):
        act.publish_results(actor=head, team_id=story.lead.pk)
    act.publish_results(actor=story.of(story.other).head, team_id=story.other.pk)
    assert story.state() == VisitState.PUBLISHED


def test_v21_an_identity_number_is_never_published(story):
    story.left()
    story.submit(story.lead, Outcome.FAIL, f"从业人员{RESIDENT_ID}无健康证明")
    act.review_results(actor=story.of(story.lead).reviewer, team_id=story.lead.pk)
    with pytest.raises(RuleViolated) as refused:
        act.publish_results(actor=story.of(story.lead).head, team_id=story.lead.pk)
    assert refused.value.code == "V21"
    assert "第33条" in refused.value.citation
