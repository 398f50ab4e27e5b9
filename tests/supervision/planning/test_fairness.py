import pytest

from tests.supervision.planning.factories import actor_of, drawn
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.org.choices import Role
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.operations import measure_fairness, publish_draw
from tongjian.supervision.registry.models import Entity

SYSTEM = Actor.system("测试", "planning.run_due", "planning.view")


def publish(city, **changes):
    """Its visits are called off, so that the next draw leaves nobody out."""
    draw = drawn(city, **changes)
    Visit.objects.update(state="cancelled", cancelled_reason="另行安排")
    return publish_draw(actor=city.coordinator, draw_id=draw.pk)


def test_what_is_measured_are_the_published_draws_and_nobody_is_immune(city):
    assert measure_fairness(actor=SYSTEM) == []
    drawn(city)
    assert measure_fairness(actor=SYSTEM) == [], "a draw that is not public says nothing"
    Visit.objects.update(state="cancelled", cancelled_reason="另行安排")
    for _ in range(3):
        publish(city)
    [report] = measure_fairness(actor=SYSTEM)
    figures = report.figures
    assert (report.draws, report.is_practice, figures["entities"]) == (3, False, 40)
    assert (figures["immune"], figures["overlooked"]) == (0, 0)
    assert figures["observed"] == 3 * 10, "the demand of 25 % is the likeliest for everybody"
    assert figures["expected"] == pytest.approx(30)
    assert sum(row["observed"] for row in figures["times"]) == 40
    assert figures["test"]["degrees"] >= 1
    assert 0 <= figures["test"]["p"] <= 1
    assert figures["officers"]["degrees"] > 0
    assert {row["chance"] for row in figures["strata"]} == {0.1, 0.25}


def test_it_is_measured_once_for_each_publication_and_practice_apart(city):
    publish(city)
    assert len(measure_fairness(actor=SYSTEM)) == 1
    assert measure_fairness(actor=SYSTEM) == []
    publish(city, is_practice=True)
    [report] = measure_fairness(actor=SYSTEM)
    assert (report.is_practice, report.draws) == (True, 1)
    assert [one.is_practice for one in queries.latest_fairness()] == [False, True]


def test_whoever_was_merged_counts_as_the_row_that_was_kept(city):
    publish(city)
    Entity.objects.filter(pk=city.entities[0].pk).update(merged_into=city.entities[1])
    [report] = measure_fairness(actor=SYSTEM)
    assert report.figures["entities"] == 39


def test_only_the_system_measures(city):
    with pytest.raises(NotAllowed):
        measure_fairness(actor=actor_of(city.market, Role.HEAD))
