"""The people and the visits that most tests speak of."""

from types import SimpleNamespace

import pytest
import time_machine

from tests.supervision.inspections import factories as make
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections.choices import Outcome


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(make.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def market(reference):
    return make.AgencyFactory(name="尖草坪区市场监督管理局")


@pytest.fixture
def fire(reference):
    return make.AgencyFactory(kind=make.AgencyKindFactory(code="XF"), name="尖草坪区消防救援大队")


class Story:
    """A joint visit of two departments and its people, walked step by step."""

    def __init__(self, market, fire, today, **fields):
        self.today = today
        self.visit = make.VisitFactory(**fields)
        self.lead = make.team_in(self.visit, market, role="lead", items=2)
        self.other = make.team_in(self.visit, fire)
        self.teams = (self.lead, self.other)
        if self.visit.cause == "complaint":
            make.ground_for(self.visit, market)
        self.people = {
            team.pk: SimpleNamespace(
                handler=make.actor_in(team.agency, "handler"),
                head=make.actor_in(team.agency, "head"),
                reviewer=make.actor_in(team.agency, "reviewer"),
                inspector=make.actor_in(team.agency, "inspector", officer=team.officers.first().officer, via="field"),
            )
            for team in self.teams
        }

    def of(self, team):
        return self.people[team.pk]

    @property
    def handler(self):
        return self.of(self.lead).handler

    @property
    def inspector(self):
        return self.of(self.lead).inspector

    def dated(self, on=make.DAY):
        act.set_visit_date(actor=self.handler, visit_id=self.visit.pk, planned_on=on)
        return self

    def approved(self):
        self.dated()
        for team in self.teams:
            act.submit_team(actor=self.of(team).handler, team_id=team.pk)
            act.approve_team(actor=self.of(team).head, team_id=team.pk)
        return self

    def coded(self):
        self.approved()
        self.code = act.issue_code(actor=self.handler, visit_id=self.visit.pk)
        return self

    def entered(self):
        self.coded()
        self.today.move_to(make.at(10))
        act.record_entry(actor=self.inspector, visit_id=self.visit.pk)
        return self

    def left(self):
        self.entered()
        self.today.move_to(make.at(11))
        act.record_exit(actor=self.inspector, visit_id=self.visit.pk)
        return self

    def submit(self, team, outcome=Outcome.PASS, note=""):
        for item in team.items.all():
            act.enter_item_result(actor=self.of(team).inspector, item_id=item.pk, outcome=outcome, note=note)
        act.submit_results(actor=self.of(team).inspector, team_id=team.pk, summary="现场整洁。")

    def checked(self):
        self.left()
        for team in self.teams:
            self.submit(team)
        return self

    def reviewed(self):
        self.checked()
        for team in self.teams:
            act.review_results(actor=self.of(team).reviewer, team_id=team.pk)
        return self

    def published(self):
        self.reviewed()
        for team in self.teams:
            act.publish_results(actor=self.of(team).head, team_id=team.pk)
        return self

    def state(self):
        self.visit.refresh_from_db()
        return self.visit.state


@pytest.fixture
def story(market, fire, today):
    return Story(market, fire, today)


@pytest.fixture
def another_story(market, fire, today):
    """Another visit of the same departments, by default to another enterprise."""
    return lambda **fields: Story(market, fire, today, **fields)


@pytest.fixture
def stranger(reference):
    """Somebody of a department of another city that has nothing to do with it."""
    agency = make.AgencyFactory(region=make.RegionFactory(code="140200"), name="大同市市场监督管理局")
    return {role: make.actor_in(agency, role) for role in ("handler", "head", "reviewer", "inspector")}
