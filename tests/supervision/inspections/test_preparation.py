"""The day, the people, the heads."""

from dataclasses import replace as replace_fields
from datetime import date

import pytest

from tests.supervision.inspections import factories as make
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections.choices import OfficerSource, TeamState, VisitState
from tongjian.supervision.inspections.models import VisitOfficer
from tongjian.supervision.registry.models import Interest


def set_date(story, on, **changes):
    return act.set_visit_date(**{"actor": story.handler, "visit_id": story.visit.pk, "planned_on": on} | changes)


def test_the_lead_sets_the_day(story):
    set_date(story, make.DAY)
    story.visit.refresh_from_db()
    assert story.visit.planned_on == make.DAY
    assert Entry.objects.filter(action="visit.date_set", subject_id=str(story.visit.pk)).count() == 1


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2026, 8, 31), "visit_outside_window"),
        (date(2026, 12, 1), "visit_outside_window"),  # the window's end is exclusive
        (date(2026, 9, 12), "visit_not_on_workday"),  # a Saturday
        (date(2026, 10, 2), "visit_not_on_workday"),  # 国庆节
        (date(2026, 9, 3), "visit_notice"),  # two workdays ahead
    ],
)
def test_the_day_is_in_the_window_a_workday_and_leaves_time_to_tell(story, on, code):
    with pytest.raises(RuleViolated) as refused:
        set_date(story, on)
    assert refused.value.code == code


def test_three_workdays_ahead_is_just_early_enough_and_a_makeup_saturday_is_a_workday(story):
    set_date(story, date(2026, 9, 4))
    set_date(story, date(2026, 9, 20))  # 调休上班
    story.visit.refresh_from_db()
    assert story.visit.planned_on == date(2026, 9, 20)


def test_too_short_a_notice_names_its_rule(story):
    with pytest.raises(RuleViolated) as refused:
        set_date(story, date(2026, 9, 3))
    assert refused.value.citation == "国办发〔2024〕54号"


def test_a_visit_with_a_lawful_cause_needs_no_notice(another_story):
    set_date(another_story(cause="complaint"), date(2026, 9, 2))


def test_only_the_lead_sets_the_day_and_a_stranger_sees_nothing(story, stranger):
    with pytest.raises(NotAllowed, match="牵头"):
        set_date(story, make.DAY, actor=story.of(story.other).handler)
    with pytest.raises(NotAllowed):
        set_date(story, make.DAY, actor=story.inspector)
    with pytest.raises(NotFound):
        set_date(story, make.DAY, actor=stranger["handler"])


def test_after_the_code_the_day_stands(story):
    with pytest.raises(IllegalTransition):
        set_date(story.coded(), date(2026, 9, 11))


def test_a_new_day_needs_new_approvals(story):
    set_date(story.approved(), date(2026, 9, 11))
    assert story.state() == VisitState.PLANNED
    assert {team.state for team in story.visit.teams.all()} == {TeamState.PLANNED}
    assert {team.approved_by for team in story.visit.teams.all()} == {None}


def test_the_same_day_again_changes_nothing(story):
    set_date(story.approved(), make.DAY)
    assert story.state() == VisitState.APPROVED


def replace(story, **changes):
    officer = changes.pop("officer", None) or make.qualified_officer(story.lead.agency, story.lead)
    arguments = {"actor": story.handler, "team_id": story.lead.pk, "place": 1, "reason": "原定人员住院"}
    return act.replace_officer(**arguments | {"officer_id": officer.pk} | changes)


def test_a_replaced_officer_is_kept_and_the_new_one_is_shown_as_chosen_by_hand(story):
    before = story.lead.officers.get(place=1).officer
    row = replace(story.dated())
    assert (row.source, row.reason) == (OfficerSource.MANUAL, "原定人员住院")
    past = VisitOfficer.objects.get(officer=before)
    assert past.replaced_at is not None
    assert story.lead.officers.filter(replaced_at=None).count() == 2


def test_a_change_of_officers_asks_that_departments_head_again(story):
    replace(story.approved())
    story.lead.refresh_from_db()
    story.other.refresh_from_db()
    assert (story.state(), story.lead.state, story.other.state) == (
        VisitState.PLANNED,
        TeamState.PLANNED,
        TeamState.APPROVED,
    )


def test_an_open_place_is_filled_the_same_way(story):
    story.lead.officers.filter(place=2).delete()
    assert replace(story, place=2).place == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"certificate_until": make.DAY}, "V03"),  # exclusive: expired on the day itself
        ({"is_auxiliary": True}, "V03"),
        ({"is_active": False}, "V03"),
        ({"certificate_from": date(2026, 9, 11)}, "V03"),
    ],
)
def test_the_new_officer_holds_a_certificate_on_the_day(story, fields, code):
    officer = make.qualified_officer(story.lead.agency, story.lead, **fields)
    with pytest.raises(RuleViolated) as refused:
        replace(story.dated(), officer=officer)
    assert (refused.value.code, refused.value.citation) == (code, "《行政处罚法》第42条；国办发〔2024〕54号")


def test_a_certificate_valid_through_the_day_is_enough(story):
    replace(
        story.dated(),
        officer=make.qualified_officer(story.lead.agency, story.lead, certificate_until=date(2026, 9, 11)),
    )


def test_the_new_officer_has_no_interest_in_the_enterprise(story):
    officer = make.qualified_officer(story.lead.agency, story.lead)
    Interest.objects.create(entity=story.visit.entity, officer=officer, reason="亲属任职", declared_at=make.NOW)
    with pytest.raises(RuleViolated) as refused:
        replace(story, officer=officer)
    assert refused.value.code == "V08"
    assert "第43条" in refused.value.citation


def test_the_new_officer_is_qualified_free_of_this_department_and_not_yet_on_the_team(story, another_story):
    elsewhere = another_story().dated()
    busy = elsewhere.lead.officers.first().officer
    for item in story.lead.items.select_related("item_version"):
        make.Qualification.objects.create(officer=busy, item_id=item.item_version.item_id)
    already = story.lead.officers.get(place=2).officer
    story.dated()
    for officer, code in [
        (make.OfficerFactory(agency=story.lead.agency), "officer_not_qualified"),
        (busy, "officer_busy"),
        (make.OfficerFactory(agency=story.other.agency), "officer_of_another_agency"),
        (already, "officer_on_team"),
    ]:
        with pytest.raises(RuleViolated) as refused:
            replace(story, officer=officer)
        assert refused.value.code == code


def test_a_replacement_needs_a_reason_a_real_place_the_right_person_and_time(story, stranger):
    for changes, code in [({"reason": " "}, "reason_missing"), ({"place": 9}, "place_unknown")]:
        with pytest.raises(RuleViolated) as refused:
            replace(story, **changes)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        replace(story, actor=story.of(story.other).handler)
    with pytest.raises(NotFound):
        replace(story, actor=stranger["handler"])
    story.coded()
    with pytest.raises(IllegalTransition):
        replace(story)


def test_asking_the_head_makes_a_todo_for_the_head(story):
    story.dated()
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    todo = Todo.objects.get(matter_id=str(story.lead.pk), state="open")
    assert (todo.agency, todo.capability, todo.step) == (story.lead.agency, "inspections.approve", "approve")


def test_the_head_is_asked_about_a_day_and_only_once(story, stranger):
    with pytest.raises(RuleViolated, match="日期"):
        act.submit_team(actor=story.handler, team_id=story.lead.pk)
    story.dated()
    with pytest.raises(NotAllowed):
        act.submit_team(actor=story.of(story.other).handler, team_id=story.lead.pk)
    with pytest.raises(NotFound):
        act.submit_team(actor=stranger["handler"], team_id=story.lead.pk)
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    with pytest.raises(IllegalTransition):
        act.submit_team(actor=story.handler, team_id=story.lead.pk)


def test_asking_names_every_rule_that_stands_against_it(story):
    story.dated()
    story.lead.officers.filter(place=2).delete()
    story.lead.agency.enforcement_statuses.all().delete()
    with pytest.raises(RuleViolated) as refused:
        act.submit_team(actor=story.handler, team_id=story.lead.pk)
    assert refused.value.details["codes"] == ["V01", "V03"]


def test_the_visit_is_approved_with_the_last_head(story, stranger):
    story.dated()
    for team in story.teams:
        act.submit_team(actor=story.of(team).handler, team_id=team.pk)
    act.approve_team(actor=story.of(story.lead).head, team_id=story.lead.pk)
    assert story.state() == VisitState.PLANNED
    with pytest.raises(NotAllowed):
        act.approve_team(actor=story.of(story.lead).head, team_id=story.other.pk)
    with pytest.raises(NotAllowed):
        act.approve_team(actor=story.of(story.other).handler, team_id=story.other.pk)
    with pytest.raises(NotFound):
        act.approve_team(actor=stranger["head"], team_id=story.other.pk)
    act.approve_team(actor=story.of(story.other).head, team_id=story.other.pk)
    assert story.state() == VisitState.APPROVED
    with pytest.raises(IllegalTransition):
        act.approve_team(actor=story.of(story.other).head, team_id=story.other.pk)


@pytest.fixture
def two_heads(story):
    """The rulebook asks for two approvals of each department."""
    Parameter.objects.filter(code="visit.approvals_per_agency").update(value="2")
    story.dated()
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    return story.of(story.lead).head, make.actor_in(story.lead.agency, "head")


def test_where_two_heads_must_approve_they_are_two_persons(story, two_heads):
    first, second = two_heads
    assert act.approve_team(actor=first, team_id=story.lead.pk).state == TeamState.SUBMITTED
    with pytest.raises(NotAllowed, match="另一位负责人"):
        act.approve_team(actor=first, team_id=story.lead.pk)
    assert Todo.objects.filter(matter_id=str(story.lead.pk), step="approve", state="open").exists()
    team = act.approve_team(actor=second, team_id=story.lead.pk)
    assert (team.state, team.approved_by) == (TeamState.APPROVED, second.user_id)
    assert not Todo.objects.filter(matter_id=str(story.lead.pk), state="open").exists()


def test_a_programme_does_not_approve(story):
    story.dated()
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    machine = replace_fields(story.of(story.lead).head, user_id=None)
    with pytest.raises(NotAllowed, match="本人"):
        act.approve_team(actor=machine, team_id=story.lead.pk)


def test_an_approval_ends_with_what_was_asked_for(story, two_heads):
    first, second = two_heads
    act.approve_team(actor=first, team_id=story.lead.pk)
    act.decline_team(actor=first, team_id=story.lead.pk, note="人员另有任务")
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    act.approve_team(actor=second, team_id=story.lead.pk)
    assert act.approve_team(actor=first, team_id=story.lead.pk).state == TeamState.APPROVED
    assert story.lead.approvals.filter(withdrawn_at=None).count() == 2
    assert story.lead.approvals.exclude(withdrawn_at=None).count() == 1


def test_a_head_declines_with_a_note_and_the_handler_may_ask_again(story):
    story.dated()
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    head = story.of(story.lead).head
    with pytest.raises(RuleViolated, match="理由"):
        act.decline_team(actor=head, team_id=story.lead.pk, note="")
    with pytest.raises(NotAllowed):
        act.decline_team(actor=story.handler, team_id=story.lead.pk, note="不必入企")
    team = act.decline_team(actor=head, team_id=story.lead.pk, note="不必入企")
    assert (team.state, team.return_note) == (TeamState.PLANNED, "不必入企")
    with pytest.raises(IllegalTransition):
        act.decline_team(actor=head, team_id=story.lead.pk, note="不必入企")
    assert act.submit_team(actor=story.handler, team_id=story.lead.pk).state == TeamState.SUBMITTED


def test_cancelling_says_why_and_takes_the_code_back(story, stranger):
    story.coded()
    with pytest.raises(RuleViolated, match="原因"):
        act.cancel_visit(actor=story.handler, visit_id=story.visit.pk, reason="")
    with pytest.raises(NotAllowed):
        act.cancel_visit(actor=story.of(story.other).handler, visit_id=story.visit.pk, reason="企业停业")
    with pytest.raises(NotFound):
        act.cancel_visit(actor=stranger["handler"], visit_id=story.visit.pk, reason="企业停业")
    act.cancel_visit(actor=story.handler, visit_id=story.visit.pk, reason="企业停业")
    assert story.state() == VisitState.CANCELLED
    assert story.visit.codes.get().revoked_reason == "企业停业"
    with pytest.raises(IllegalTransition):
        act.cancel_visit(actor=story.handler, visit_id=story.visit.pk, reason="企业停业")
