"""The pages between the plan and the visit in a real browser: nobody is shut out, nothing runs off the screen."""

import pytest
from django.utils import timezone

from tests.journeys.test_foundation_pages import look
from tests.journeys.test_joint_draw import sign_in
from tests.supervision.planning.factories import make_city, make_demand, make_draw
from tests.supervision.plans.factories import content_of, filed_for, published_for, sharing_a_point
from tongjian.foundation.org.choices import Role
from tongjian.supervision.planning import operations as planning
from tongjian.supervision.plans import operations as plans
from tongjian.supervision.plans.choices import Answered
from tongjian.supervision.plans.models import PlanLine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(reference, settings, tmp_path):
    """One plan published, one filed; their lines joined, and a demand of one of them in a draw."""
    settings.MEDIA_ROOT = tmp_path / "files"
    city = make_city(entities=6)
    sharing_a_point(city.market_item, city.fire_item)
    year = timezone.localdate().year
    window = {
        "window_from": timezone.localdate().replace(month=1, day=1),
        "window_until": timezone.localdate().replace(year=year + 1, month=1, day=1),
    }
    published_for(city, city.market, content_of(city.market_item, amount="全覆盖；2次/年", **window), year=year)
    filed_for(city, city.fire, content_of(city.fire_item, title="消防抽查", amount="全覆盖", **window), year=year)
    found = plans.open_consolidation(actor=city.coordinator, year=year)
    proposal = found.proposals.get()
    for agency in (city.market, city.fire):
        plans.answer_proposal(actor=city.handlers[agency.pk], proposal_id=proposal.pk, answer=Answered.AGREE)
    plans.settle_proposal(actor=city.coordinator, proposal_id=proposal.pk, is_adopted=True, lead_id=city.market.pk)
    city.proposal, city.draw = proposal, make_draw(city)
    line = PlanLine.objects.get(plan__agency=city.market, state="in_force")
    demand = make_demand(city, city.market, plan_line_id=line.pk)
    planning.take_demand_into_draw(actor=city.coordinator, draw_id=city.draw.pk, demand_id=demand.pk)
    planning.build_schedule(
        actor=city.coordinator, schedule_id=planning.request_schedule(actor=city.coordinator).pk, seconds=1
    )
    return city


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_lists_and_details_between_plan_and_visit_are_open_to_everybody(city, person, screen):
    page = person(screen)
    sign_in(page, city.bureau, Role.COORDINATOR)
    for path, name in (
        ("/annual-plans/", "annual-plans"),
        ("/consolidation/", "consolidation"),
        (city.proposal.get_absolute_url(), "consolidation-proposal"),
        (f"/draws/{city.draw.pk}/", "draw-joint"),
        ("/schedules/", "schedules"),
        ("/pools/", "pools"),
        ("/draws/fairness/", "fairness"),
    ):
        look(page, path, f"{name}-{screen}")
