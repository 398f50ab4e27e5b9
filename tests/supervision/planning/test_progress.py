"""How far a department is with its plan."""

from uuid import uuid4

import pytest
from django.utils import timezone

from tests.supervision.planning.factories import content_of, drawn
from tests.supervision.plans.factories import published
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.supervision.inspections.models import Visit, VisitTeam
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.operations import draft_demand
from tongjian.supervision.planning.queries import progress_of
from tongjian.supervision.plans.models import PlanLine


def of(line):
    return progress_of([line])[line.pk]


def test_progress_counts_real_visits_that_the_line_s_demands_led_to_and_what_became_of_them(city):
    published(city)
    line = PlanLine.objects.get()
    drawn(city)
    assert of(line).visits == 0
    Demand.objects.filter(agency=city.market).update(plan_line=line)
    teams = VisitTeam.objects.filter(agency=city.market)
    number = teams.count()
    assert number > 0
    found = of(line)
    assert (found.demands, found.drawn, found.visits, found.checked, found.wanted) == (1, 1, number, 0, 4)
    first = teams.first()
    VisitTeam.objects.filter(pk=first.pk).update(state="entered", approved_by=uuid4(), approved_at=timezone.now())
    assert (of(line).checked, of(line).published, of(line).percent) == (1, 0, 25)
    Visit.objects.exclude(pk=first.visit_id).update(state="cancelled", cancelled_reason="注销")
    assert of(line).visits == 1
    Visit.objects.update(is_practice=True)
    assert of(line).visits == 0


def test_only_a_line_in_force_of_the_department_s_own_plan_begins_a_demand(city):
    published(city)
    content = content_of(city.fire_item, plan_line_id=PlanLine.objects.get().pk)
    with pytest.raises(RuleViolated, match="不是本部门执行中"):
        draft_demand(actor=city.handlers[city.fire.pk], content=content)
