"""What a change of a rule would do is counted before a second person agrees."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.foundation.org.factories import PostFactory
from tests.supervision.inspections import factories as make
from tongjian.foundation.casework.operations import meet_clock, resume_clock, start_clock, suspend_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.effects import effects_of
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.queries import value_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
JOB = Actor.system("测试", "casework.run_clocks")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


def proposed(code, value, unit="", **scope):
    return effects_of(
        RuleChange(parameter_code=code, value=value, unit=unit, valid_from=timezone.localdate(), **scope)
    )


def figures(effects):
    return [(effect.before, effect.after, effect.of) for effect in effects]


def let_run(agency, today, days=None, *, stands_still=False):
    """A limit for publication that is met after so many days, or runs on."""
    started, matter = timezone.now(), make.EntityFactory()
    clock = start_clock(actor=JOB, parameter_code="T01", matter=matter, title="公示", agency_id=agency.pk)
    if stands_still:
        head = make.actor_in(agency, "head")
        suspend_clock(actor=head, clock_id=clock.pk, ground="testing", reason="送检")
        resume_clock(actor=head, clock_id=clock.pk, reason="已出具报告")
    if days:
        today.move_to(started + timedelta(days=days))
        meet_clock(actor=JOB, matter=matter, parameter_code="T01")
        today.move_to(started)


@pytest.fixture
def clocks(today):
    """Three that ended after 2, 12 and 25 days, and one that runs; the rule of the day gives 20 working days."""
    agency = make.AgencyFactory()
    for days in (2, 12, 25, None):
        let_run(agency, today, days)
    today.move_to(timezone.now() + timedelta(days=26))
    return agency


def test_a_shorter_limit_says_how_many_would_have_been_late(clocks):
    assert figures(proposed("T01", "10", "D")) == [(0, 2, 3), (0, 0, 1)]
    assert figures(proposed("T01", "1", "D")) == [(0, 3, 3), (0, 0, 1)]


def test_a_rule_of_another_place_touches_nothing_here(clocks):
    assert figures(proposed("T01", "1", "D", scope_region="141000")) == [(0, 0, 0), (0, 0, 0)]


def test_a_rule_that_departs_here_goes_before_the_wider_one(clocks):
    wide = value_of("T01")
    Parameter.objects.create(
        code="T01", title=wide.title, kind=wide.kind, value="5", unit="D", scope_region=clocks.region_id,
        citation="某市规定", confidence="found",
    )  # fmt: skip
    assert figures(proposed("T01", "1", "D")) == [(0, 0, 0), (0, 0, 0)]
    assert figures(proposed("T01", "1", "D", scope_region=clocks.region_id)) == [(0, 3, 3), (0, 0, 1)]


def test_a_limit_that_stood_still_is_not_judged(clocks, today):
    let_run(clocks, today, 9, stands_still=True)
    today.move_to(timezone.now() + timedelta(days=10))
    assert figures(proposed("T01", "1", "D"))[0] == (0, 3, 3)


@pytest.fixture
def visited():
    """One enterprise that this department has visited twice this year, and a third visit that waits."""
    agency, entity = make.AgencyFactory(), make.EntityFactory()
    for state in ("published", "coded", "planned"):
        visit = make.VisitFactory(entity=entity, state="planned", planned_on=make.DAY)
        make.team_in(visit, agency, role="lead")
        type(visit).objects.filter(pk=visit.pk).update(state=state)
    return agency


def test_another_cap_says_who_has_reached_it_and_which_visits_it_stops(visited):
    assert figures(proposed("cap.visits_per_year", "3")) == [(1, 0, 1), (1, 0, 1)]
    assert figures(proposed("cap.visits_per_year", "1")) == [(1, 1, 1), (1, 1, 1)]
    assert figures(proposed("cap.visits_per_year", "3", scope_agency="没有")) == [(0, 0, 0), (0, 0, 0)]


def test_more_officers_or_heads_say_which_visits_lack_them(visited):
    assert figures(proposed("visit.officers_per_agency", "3")) == [(0, 1, 1)]
    assert figures(proposed("visit.approvals_per_agency", "2")) == [(1, 1, 1)]


def test_the_cost_does_not_grow_with_what_is_counted(visited, clocks, django_assert_num_queries):
    with django_assert_num_queries(8):
        proposed("cap.visits_per_year", "1")
    with django_assert_num_queries(5):
        proposed("T01", "1", "D")


def test_where_nobody_can_count_the_page_says_so():
    assert proposed("login.lockout_failures", "3") == []


def test_both_persons_see_it(client, visited):
    def sign_in(role):
        client.force_login(
            PostFactory(role=role, agency=make.AgencyFactory(region=make.RegionFactory(code="140000"))).user
        )

    sign_in(Role.COORDINATOR)
    parameter = Parameter.objects.get(code="cap.visits_per_year")
    address = reverse("rulebook:effects", args=[parameter.pk])
    assert "先填新值" in client.post(address, {"value": "3"}).content.decode()
    form = {
        "value": "3",
        "valid_from": "2099-01-01",
        "citation": "某号",
        "confidence": "found",
        "leeway": "fixed",
        "reason": "调整",
    }
    assert "达到上限" in client.post(address, form).content.decode()
    client.post(reverse("rulebook:propose", args=[parameter.pk]), form)

    sign_in(Role.REVIEWER)
    page = client.get(RuleChange.objects.get().get_absolute_url()).content.decode()
    assert "影响预览" in page and "将不予赋码" in page
    assert client.post(address, form).status_code == 403
