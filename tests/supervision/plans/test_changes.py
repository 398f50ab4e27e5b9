"""What changes during the year, with a reason and by two persons."""

import pytest

from tests.supervision.planning.factories import actor_of
from tests.supervision.plans.factories import content_of, handler, head, published
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.org.choices import Role
from tongjian.supervision.plans import operations as act
from tongjian.supervision.plans import queries


def propose(city, plan, **changes):
    return act.propose_change(actor=handler(city), plan_id=plan.pk, reason="投诉增多，提高比例", **changes)


def amounts(actor, plan):
    return [line.amount for line in queries.lines_of(actor, plan)]


def test_a_change_is_a_new_version_and_the_old_one_stays_until_a_second_person_agrees(city, clock):
    plan = published(city)
    clock.move_to("2026-06-01T10:00:00+08:00")
    line = propose(city, plan, number=1, content=content_of(city.market_item, amount="≥20%"))
    assert amounts(head(city), plan) == ["≥10%"]
    assert list(queries.changes_of(Actor.public(), plan)) == []
    both = actor_of(city.market, Role.HEAD, permissions=head(city).permissions)
    assert act.approve_change(actor=both, line_id=line.pk).state == "in_force"
    assert amounts(Actor.public(), plan) == ["≥20%"]
    (changed,) = queries.changes_of(Actor.public(), plan)
    assert (changed.version, changed.reason) == (2, "投诉增多，提高比例")
    old = plan.lines.get(number=1, version=1)
    assert (old.state, str(old.valid_until)) == ("superseded", "2026-06-01")
    with pytest.raises(IllegalTransition):
        act.refuse_change(actor=both, line_id=line.pk, note="不必")


def test_lines_are_added_and_cancelled_during_the_year(city):
    plan = published(city)
    added = propose(city, plan, content=content_of(city.market_item, title="月饼专项抽查", amount="20户"))
    act.approve_change(actor=head(city), line_id=added.pk)
    gone = propose(city, plan, number=1)
    act.approve_change(actor=head(city), line_id=gone.pk)
    assert amounts(Actor.public(), plan) == ["20户"]
    assert {one.get_change_display() for one in queries.changes_of(Actor.public(), plan)} == {"增加", "取消"}
    with pytest.raises(NotFound):
        propose(city, plan, number=1)


def test_a_change_needs_a_reason_something_to_change_and_one_at_a_time(city):
    plan = published(city)
    with pytest.raises(RuleViolated, match="请写明变更的理由"):
        act.propose_change(actor=handler(city), plan_id=plan.pk, number=1, reason="")
    with pytest.raises(RuleViolated, match="变更的内容"):
        propose(city, plan)
    propose(city, plan, number=1)
    with pytest.raises(Conflict, match="等审核"):
        propose(city, plan, number=1)


def test_who_proposed_it_and_other_departments_do_not_decide_it(city):
    plan = published(city)
    doing_both = actor_of(city.market, Role.HEAD, permissions=head(city).permissions | handler(city).permissions)
    line = act.propose_change(actor=doing_both, plan_id=plan.pk, number=1, reason="并入联合检查")
    with pytest.raises(NotAllowed, match="自己提出"):
        act.approve_change(actor=doing_both, line_id=line.pk)
    with pytest.raises(NotFound):
        act.refuse_change(actor=city.heads[city.fire.pk], line_id=line.pk, note="不")
    assert act.refuse_change(actor=head(city), line_id=line.pk, note="仍需单独检查").state == "refused"
    assert amounts(Actor.public(), plan) == ["≥10%"]
