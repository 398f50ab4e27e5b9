"""What 撮合 made one visit is drawn in one draw: taken along, released along, and never frozen in part."""

from datetime import date

import pytest

from tests.supervision.planning.factories import actor_of, freeze, make_demand, make_draw, make_ready_draw
from tests.supervision.plans.factories import content_of, published_for, sharing_a_point
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.choices import Role
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import DemandState
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.operations import freeze_draw, release_demand, take_demand_into_draw
from tongjian.supervision.plans import operations as plans
from tongjian.supervision.plans.choices import Answered, LineState
from tongjian.supervision.plans.models import PlanLine


@pytest.fixture
def joint(city):
    """The food check of the market department and the fire check are one joint line, led by the market department."""
    sharing_a_point(city.market_item, city.fire_item)
    window = {"window_from": date(2026, 11, 24), "window_until": date(2027, 1, 1)}
    published_for(city, city.market, content_of(city.market_item, amount="全覆盖；2次/年", **window))
    published_for(city, city.fire, content_of(city.fire_item, title="消防抽查", amount="全覆盖；1次/年", **window))
    found = plans.open_consolidation(actor=city.coordinator, year=2026)
    proposal = found.proposals.get()
    for agency in (city.market, city.fire):
        plans.answer_proposal(actor=city.handlers[agency.pk], proposal_id=proposal.pk, answer=Answered.AGREE)
    plans.settle_proposal(
        actor=city.coordinator, proposal_id=proposal.pk, is_adopted=True, lead_id=city.market.pk
    )  # fmt: skip
    return proposal


def demand_of(city, agency, **changes):
    line = PlanLine.objects.get(plan__agency=agency, state=LineState.IN_FORCE)
    return make_demand(city, agency, plan_line_id=line.pk, **changes)


def take(city, draw, demand):
    return take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)


def test_taking_one_takes_the_other_along_and_releasing_one_releases_both(city, joint):
    market, fire = demand_of(city, city.market), demand_of(city, city.fire)
    alone = make_demand(city, city.fire)
    draw = make_draw(city)
    assert take(city, draw, fire) == [fire, market]
    assert set(draw.demands.all()) == {market, fire}
    assert queries.joint_of([market, fire, alone]) == {market.pk: joint, fire.pk: joint}
    released = release_demand(actor=city.coordinator, draw_id=draw.pk, demand_id=market.pk)
    assert set(released) == {market, fire} and not draw.demands.exists()


def test_a_draw_with_a_part_of_a_joint_line_is_not_frozen_and_says_what_is_missing(city, joint):
    draw = make_ready_draw(city)
    market = demand_of(city, city.market)
    take(city, draw, market)
    with pytest.raises(RuleViolated, match="“消防抽查”（CH-140100-2026-01 第 1 项）：该部门还没有提交需求") as refused:
        freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    assert refused.value.code == "joint_demands_apart"
    demand = demand_of(city, city.fire)
    with pytest.raises(RuleViolated, match=f"{demand.code} 已提交，请一并纳入"):
        freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    other = make_draw(city)
    Demand.objects.filter(pk=demand.pk).update(draw=other)
    with pytest.raises(RuleViolated, match=f"已纳入抽取 {other}，请先移出"):
        freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    Demand.objects.filter(pk=demand.pk).update(draw=draw)
    assert freeze_draw(actor=city.coordinator, draw_id=draw.pk).state == "frozen"


def test_what_was_drawn_before_or_is_not_planned_any_more_is_not_waited_for(city, joint):
    first = freeze(city)
    rare = demand_of(city, city.fire)
    Demand.objects.filter(pk=rare.pk).update(draw=first, state=DemandState.FROZEN)
    again = make_ready_draw(city)
    take(city, again, demand_of(city, city.market))
    assert queries.missing_from(again, list(again.demands.all())) == []
    Demand.objects.filter(pk=rare.pk).delete()
    assert len(queries.missing_from(again, list(again.demands.all()))) == 1
    PlanLine.objects.filter(plan__agency=city.fire, state=LineState.IN_FORCE).update(state=LineState.CANCELLED)
    assert queries.missing_from(again, list(again.demands.all())) == []


def test_the_proposal_shows_the_demands_one_may_see(city, joint):
    market = demand_of(city, city.market)
    demand_of(city, city.fire, is_submitted=False)
    parts = queries.parts_of_joint(actor_of(city.bureau, Role.COORDINATOR), joint)
    assert [part.demands for part in parts] == [(market,), ()]
