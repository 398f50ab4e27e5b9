"""观摩、调研、巡查: an entry without a check is announced, approved, shown, counted, and never becomes one (V07)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.supervision.inspections import factories as make
from tests.supervision.inspections.test_causes import Desk
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import papers, queries
from tongjian.supervision.inspections.errors import VisitRefused
from tongjian.supervision.inspections.models import Visit, VisitItem
from tongjian.supervision.inspections.queries import check_code, count_visits, override_figures


class Host(Desk):
    """A department whose people visit an enterprise without checking it."""

    def announce(self, actor=None, **changes):
        given = {
            "entity_id": self.entity.pk,
            "kind": "observe",
            "purpose": "组织观摩智能工厂生产线",
            "planned_on": make.DAY,
            "officer_ids": (self.officers[0].pk,),
        }
        return act.announce_entry(actor=actor or self.handler, content=act.EntryContent(**given | changes))

    def coded(self, **changes):
        visit = self.announce(**changes)
        team = visit.teams.get()
        act.submit_team(actor=self.handler, team_id=team.pk)
        act.approve_team(actor=self.head, team_id=team.pk)
        return visit, act.issue_code(actor=self.handler, visit_id=visit.pk)


@pytest.fixture
def desk(market):
    return Host(market)


def test_it_is_announced_approved_by_the_head_shown_under_the_code_and_over_when_they_leave(desk, today):
    visit, code = desk.coded()
    assert visit.number.startswith("进企-") and not VisitItem.objects.exists()
    seen = check_code(code.code)
    assert (seen.is_check, seen.cause, seen.purpose) == (False, "观摩", "组织观摩智能工厂生产线")
    assert [team.items for team in seen.teams] == [()] and seen.problem == ""
    today.move_to(make.at(10))
    act.confirm_arrival(actor=desk.handler, code=code.code)
    act.record_entry(actor=desk.inspector, visit_id=visit.pk)
    act.record_exit(actor=desk.inspector, visit_id=visit.pk)
    visit.refresh_from_db()
    assert visit.state == "ended" and check_code(code.code).is_over
    assert not Clock.objects.exists()
    assert "观摩" in Entry.objects.get(action="visit.entry_announced").data


def test_nobody_goes_before_the_head_has_approved(desk):
    visit = desk.announce()
    with pytest.raises(VisitRefused) as refused:
        act.issue_code(actor=desk.handler, visit_id=visit.pk)
    assert [one.code for one in refused.value.refusals] == ["V05"]


def test_v07_items_are_refused_and_so_are_results(desk, today):
    with pytest.raises(RuleViolated) as refused:
        desk.announce(item_version_ids=(desk.version.pk,))
    assert refused.value.code == "V07" and not Visit.objects.exists()
    visit, _ = desk.coded()
    VisitItem.objects.create(team=visit.teams.get(), item_version=desk.version)  # slipped in past every operation
    with pytest.raises(VisitRefused) as refused:
        act.issue_code(actor=desk.handler, visit_id=_again(desk, visit).pk)
    assert [one.code for one in refused.value.refusals] == ["V07"]
    VisitItem.objects.all().delete()
    today.move_to(make.at(10))
    act.issue_code(actor=desk.handler, visit_id=visit.pk)
    act.record_entry(actor=desk.inspector, visit_id=visit.pk)
    with pytest.raises(RuleViolated) as refused:
        act.submit_results(actor=desk.inspector, team_id=visit.teams.get().pk, summary="检查了。")
    assert refused.value.code == "V07"


def _again(desk, visit):
    return act.revoke_code(actor=desk.handler, visit_id=visit.pk, reason="人员有变")


def test_no_notice_of_a_check_is_written_about_it(desk):
    visit, _ = desk.coded()
    assert papers.notice_of(queries.get_visit(desk.handler, visit.pk)) is None
    with pytest.raises(RuleViolated) as refused:
        act.issue_notice(actor=desk.handler, visit_id=visit.pk, verify_at="/")
    assert refused.value.code == "V07"


def test_no_more_of_them_a_year_than_the_rulebook_allows(desk):
    Parameter.objects.filter(code="entry.most_per_year").update(value="1")
    first, _ = desk.coded()
    with pytest.raises(VisitRefused, match="上限 1 次"):
        desk.announce(planned_on=make.DAY + timedelta(days=1))
    act.cancel_visit(actor=desk.handler, visit_id=first.pk, reason="活动取消")
    second, third = desk.announce(), desk.announce(planned_on=make.DAY + timedelta(days=1))
    for visit in (second, third):
        act.submit_team(actor=desk.handler, team_id=visit.teams.get().pk)
        act.approve_team(actor=desk.head, team_id=visit.teams.get().pk)
    act.issue_code(actor=desk.handler, visit_id=second.pk)
    with pytest.raises(VisitRefused, match="上限 1 次"):
        act.issue_code(actor=desk.handler, visit_id=third.pk)


def test_it_is_counted_in_public_and_not_as_a_check(desk, story):
    desk.coded()
    [line] = [line for line in override_figures(2026).lines if line.agency_id == desk.agency.pk]
    assert (line.planned, line.caused, line.by_purpose, line.attended, line.share) == (0, 0, {"观摩": 1}, 1, 0.0)
    Parameter.objects.filter(code="cap.counted_forms").update(value="01;02;03")  # what has a cause of its own too
    assert count_visits(desk.agency.pk, [desk.entity.pk], 2026) == 0
    assert queries.figures_of_year(desk.handler, 2026).visits == 1  # the story's, a check


def test_it_says_what_for_on_what_day_by_whom_and_is_seen_by_whoever_sees_the_enterprise(desk, fire):
    for changes, code in (
        ({"purpose": " "}, "purpose_missing"),
        ({"kind": "complaint"}, "purpose_unknown"),
        ({"planned_on": make.NOW.date() - timedelta(days=1)}, "visit_date_past"),
        ({"officer_ids": (make.OfficerFactory(agency=fire).pk,)}, "officer_of_another_agency"),
    ):
        with pytest.raises(RuleViolated) as refused:
            desk.announce(**changes)
        assert refused.value.code == code
    with pytest.raises(VisitRefused, match="还没有确定进企人员"):
        desk.announce(officer_ids=())
    with pytest.raises(NotFound):
        desk.announce(actor=replace(desk.handler, permissions=frozenset({"inspections.prepare"})))
    with pytest.raises(NotAllowed):
        desk.announce(actor=desk.inspector)
    assert not Visit.objects.exists()
