"""What a year of visits looks like in figures."""

from tests.supervision.inspections import factories as make
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections.queries import MonthFigures, figures_of_year


def year_of(story):
    return figures_of_year(story.handler, story.visit.year)


def test_two_departments_in_one_visit_spare_the_enterprise_one(story):
    figures = year_of(story)
    assert (figures.visits, figures.parts, figures.spared) == (1, 2, 1)


def test_a_visit_stands_in_the_month_of_its_day_and_moves_on_with_its_state(story):
    month = make.DAY.month
    assert all(row == MonthFigures(row.month, 0, 0, 0) for row in year_of(story).months)
    story.dated()
    assert year_of(story).months[month - 1] == MonthFigures(month, 1, 0, 0)
    story.entered()
    assert year_of(story).months[month - 1] == MonthFigures(month, 0, 1, 0)


def test_what_was_cancelled_is_not_counted(story):
    act.cancel_visit(actor=story.handler, visit_id=story.visit.pk, reason="企业停业")
    assert year_of(story).visits == 0


def test_only_visits_one_may_see_are_counted_and_practice_apart(story):
    assert figures_of_year(Actor.public(), story.visit.year).visits == 0
    assert figures_of_year(story.handler, story.visit.year, is_practice=True).visits == 0


def test_two_queries_however_many_visits(story, market, django_assert_num_queries):
    for _ in range(3):
        make.team_in(make.VisitFactory(), market, role="lead")
    with django_assert_num_queries(2):
        year_of(story)
