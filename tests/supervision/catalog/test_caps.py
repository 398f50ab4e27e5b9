"""How often at most: set by one, published by another, never laxer than above, and what is closest counts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.registry.models import Entity

pytestmark = pytest.mark.django_db


def content(times=2, **fields):
    return act.CapContent(**{"times": times, "citation": "市监函〔2026〕1号", **fields})


@pytest.fixture
def province(kinds):
    return AgencyFactory(region=RegionFactory(code="140000"), kind=kinds["SCJG"], name="省市场监督管理局")


def published(agency, *args, valid_from=None, **fields):
    cap = act.set_cap(actor=actor_in(agency), content=content(*args, **fields))
    return act.publish_cap(actor=actor_in(agency, Role.REVIEWER), cap_id=cap.pk, valid_from=valid_from)


def entity(**fields):
    return Entity(**{"name": "商行", "kind": "enterprise", "industry": "F5265", **fields})


def test_a_cap_is_set_by_one_and_published_by_another(market, handler, reviewer):
    cap = act.set_cap(actor=handler, content=content())
    todo = Todo.objects.get(matter_id=str(cap.pk))
    assert (todo.agency, todo.capability) == (market, "catalog.review")
    assert queries.Caps().of(market, entity()) is None

    act.publish_cap(actor=reviewer, cap_id=cap.pk)
    todo.refresh_from_db()
    assert todo.state == "done" and queries.Caps().of(market, entity()) == cap
    assert str(cap.words) == "每年不超过 2 次"
    assert Entry.objects.filter(action="cap.published", subject_id=str(cap.pk)).exists()


def test_nobody_publishes_the_own_cap_or_that_of_another_department(market, handler, police):
    cap = act.set_cap(actor=handler, content=content())
    with pytest.raises(NotAllowed, match="编制人"):
        act.publish_cap(actor=actor_in(market, Role.REVIEWER, user_id=handler.user_id), cap_id=cap.pk)
    with pytest.raises(NotFound):
        act.publish_cap(actor=actor_in(police, Role.REVIEWER), cap_id=cap.pk)
    with pytest.raises(NotAllowed):
        act.set_cap(actor=actor_in(market, Role.INSPECTOR), content=content())


def test_a_lower_level_may_only_be_stricter(province, market):
    above = published(province, 2)
    with pytest.raises(RuleViolated, match="省市场监督管理局规定每年不超过 2 次") as refused:
        act.set_cap(actor=actor_in(market), content=content(3))
    assert refused.value.citation == above.citation
    assert published(market, 1)
    assert queries.Caps().of(market, entity()).times == 1


def test_what_a_higher_level_published_meanwhile_counts_at_publication(province, market, handler, reviewer):
    cap = act.set_cap(actor=handler, content=content(3))
    published(province, 2)
    with pytest.raises(RuleViolated, match="只能更严"):
        act.publish_cap(actor=reviewer, cap_id=cap.pk)


def test_a_cap_for_a_grade_above_allows_the_same_for_that_grade_below(province, market):
    published(province, 2)
    published(province, 4, grade="D")
    assert published(market, 4, grade="D")
    caps = queries.Caps()
    assert [caps.of(market, entity(), grade).times for grade in ("", "A", "D")] == [2, 2, 4]


def test_the_rulebook_bounds_every_cap(market, handler):
    Parameter.objects.filter(code="cap.visits_per_year").update(most="3")
    with pytest.raises(RuleViolated, match="规则库规定每年不得超过 3 次"):
        act.set_cap(actor=handler, content=content(4))
    assert act.set_cap(actor=handler, content=content(6, years=2))


def test_of_several_what_is_closest_counts_and_of_several_publishers_the_strictest(province, market):
    published(province, 3)
    published(province, 2, industry="F")
    published(province, 1, years=2, industry="F5265")
    published(market, 2, industry="")
    caps = queries.Caps()
    assert caps.of(market, entity()).words == "每 2 年不超过 1 次"
    assert caps.of(market, entity(industry="C14")).times == 2
    assert caps.of(province, entity(industry="C14")).times == 3
    assert caps.of(market, entity(kind="individual_business")).words == "每 2 年不超过 1 次"


def test_a_cap_for_counties_does_not_bind_the_city(province, market, kinds):
    published(province, 1, level="county")
    city = AgencyFactory(region=RegionFactory(code="140100"), kind=kinds["SCJG"])
    assert queries.Caps().of(city, entity()) is None
    assert queries.Caps().of(market, entity()).times == 1


def test_another_kind_of_department_is_not_bound(province, police):
    published(province, 1)
    assert queries.Caps().of(police, entity()) is None


def test_a_new_cap_ends_the_one_about_the_same_on_its_day(market, today):
    old = published(market, 2)
    new = published(market, 1, valid_from=date(2026, 10, 1))
    old.refresh_from_db()
    assert (old.state, old.valid_until) == ("ended", date(2026, 10, 1))
    assert queries.Caps(date(2026, 9, 30)).of(market, entity()) == old
    assert queries.Caps(date(2026, 10, 1)).of(market, entity()) == new


def test_returned_and_ended_with_a_reason(market, handler, reviewer):
    cap = act.set_cap(actor=handler, content=content())
    with pytest.raises(RuleViolated, match="理由"):
        act.return_cap(actor=reviewer, cap_id=cap.pk, reason=" ")
    assert act.return_cap(actor=reviewer, cap_id=cap.pk, reason="依据不对").state == "returned"
    with pytest.raises(IllegalTransition):
        act.publish_cap(actor=reviewer, cap_id=cap.pk)
    other = published(market, 2)
    act.end_cap(actor=reviewer, cap_id=other.pk, reason="并入新办法")
    assert queries.Caps().of(market, entity()) is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"times": 0}, "times"), ({"years": 11}, "years"), ({"level": "township"}, "level"),
        ({"entity_kind": "x"}, "entity_kind"), ({"industry": "5265"}, "industry"), ({"grade": "E"}, "grade"),
        ({"citation": " "}, "citation"), ({"note": "长" * 301}, "note"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_field(handler, given, field):
    with pytest.raises(RuleViolated) as refused:
        act.set_cap(actor=handler, content=content(**given))
    assert refused.value.details["field"] == field and not FrequencyCap.objects.exists()


def test_backdating_is_refused(market, handler, reviewer):
    cap = act.set_cap(actor=handler, content=content())
    with pytest.raises(RuleViolated, match="不能早于今天"):
        act.publish_cap(actor=reviewer, cap_id=cap.pk, valid_from=date(2026, 8, 31))


def test_the_public_sees_what_was_published_and_nothing_that_waits(market, handler):
    act.set_cap(actor=handler, content=content(1))
    shown = published(market, 2)
    assert list(queries.list_caps(Actor.public(), queries.CapFilter())) == [shown]


def test_any_number_of_agencies_and_objects_costs_one_query(province, market):
    published(province, 2)
    with CaptureQueriesContext(connection) as captured:
        caps = queries.Caps()
        for number in range(50):
            caps.of(market, entity(industry=f"F52{number:02}"))
    assert len(captured) == 1
