"""Handing a part over, and who sees what."""

from dataclasses import replace

import pytest

from tests.supervision.inspections import factories as make
from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import policies, queries
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW, VISIT_WORKFLOW


@pytest.fixture
def receiver(reference):
    agency = make.AgencyFactory(kind=make.AgencyKindFactory(code="YJ"), name="尖草坪区应急管理局")
    return make.actor_in(agency, "handler")


def offer(story, receiver, **changes):
    arguments = {"actor": story.handler, "team_id": story.lead.pk, "reason": "事项已划转"}
    return act.offer_team(**arguments | {"to_agency_id": receiver.agency_id} | changes)


def test_an_offered_part_stays_until_it_is_accepted_and_then_has_open_places(story, receiver):
    with pytest.raises(NotFound):
        queries.get_visit(receiver, story.visit.pk)
    handover = offer(story, receiver)
    assert queries.get_visit(receiver, story.visit.pk)
    story.lead.refresh_from_db()
    assert story.lead.agency_id == story.handler.agency_id
    act.accept_team(actor=receiver, handover_id=handover.pk)
    story.lead.refresh_from_db()
    assert story.lead.agency_id == receiver.agency_id
    assert not story.lead.officers.filter(replaced_at=None).exists()
    with pytest.raises(IllegalTransition):
        act.accept_team(actor=receiver, handover_id=handover.pk)


def test_an_offer_goes_from_the_own_department_to_one_that_does_not_take_part_before_the_head_is_asked(
    story, receiver, stranger
):
    for changes, code in [
        ({"to_agency_id": story.other.agency_id}, "agency_takes_part"),
        ({"reason": " "}, "reason_missing"),
        ({"to_agency_id": story.lead.agency_id}, "handover_to_self"),
        ({"to_agency_id": story.visit.pk}, "agency_unknown"),
    ]:
        with pytest.raises(RuleViolated) as refused:
            offer(story, receiver, **changes)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        offer(story, receiver, actor=story.of(story.other).handler)
    with pytest.raises(NotFound):
        offer(story, receiver, actor=stranger["handler"])
    offer(story, receiver)
    with pytest.raises(IllegalTransition):
        offer(story, receiver)
    with pytest.raises(IllegalTransition):
        offer(story.approved(), receiver)


def test_nothing_of_a_cancelled_visit_is_offered_or_taken_over(story, receiver):
    handover = offer(story, receiver)
    act.cancel_visit(actor=story.handler, visit_id=story.visit.pk, reason="企业已注销")
    for again in (
        lambda: offer(story, receiver),
        lambda: offer(story, receiver, team_id=story.other.pk, actor=story.of(story.other).handler),
    ):
        with pytest.raises(IllegalTransition, match="已经取消"):
            again()
    for answer in (act.accept_team, act.return_team):
        given = {"return_code": "duty", "note": "不属于"} if answer is act.return_team else {}
        with pytest.raises(NotFound):  # the offer ended with the visit, and with it what the receiver could see
            answer(actor=receiver, handover_id=handover.pk, **given)
    assert not story.visit.teams.filter(agency=receiver.agency_id).exists()


@pytest.mark.parametrize("state", [state for state in VisitState if state not in ("planned", "cancelled")])
def test_a_part_of_a_visit_past_its_approval_stays_where_it_is(story, receiver, state):
    handover = offer(story, receiver)
    story.dated()  # an emergency's head may have said no after the entry: the part waits, the visit is under way
    Visit.objects.filter(pk=story.visit.pk).update(state=state)
    with pytest.raises(IllegalTransition, match="移交部门任务"):
        act.accept_team(actor=receiver, handover_id=handover.pk)
    with pytest.raises(IllegalTransition, match="移交部门任务"):
        offer(story, receiver, team_id=story.other.pk, actor=story.of(story.other).handler)


def test_a_part_comes_back_with_a_reason_and_goes_to_arbitration_after_two_returns(story, receiver):
    returned = {"return_code": "duty", "note": "不属于本部门职责"}
    handover = offer(story, receiver)
    with pytest.raises(RuleViolated):
        act.return_team(actor=receiver, handover_id=handover.pk, return_code="duty")
    with pytest.raises(NotAllowed):
        act.return_team(actor=story.handler, handover_id=handover.pk, **returned)
    assert act.return_team(actor=receiver, handover_id=handover.pk, **returned).state == HandoverState.RETURNED
    with pytest.raises(NotFound):  # what was returned is no longer one's own to see
        act.accept_team(actor=receiver, handover_id=handover.pk)
    again = offer(story, receiver)
    assert act.return_team(actor=receiver, handover_id=again.pk, **returned).state == HandoverState.ARBITRATION


def test_participants_coordinators_auditors_and_the_host_see_a_visit_and_nobody_else(story, stranger):
    shenpi = make.AgencyKindFactory(code="XZSP", is_enforcer=False, is_coordinator=True)
    city = make.AgencyFactory(kind=shenpi, region=make.RegionFactory(code="140100"))
    elsewhere = make.AgencyFactory(kind=shenpi, region=make.RegionFactory(code="140200"))
    bystander = make.AgencyFactory(kind=make.AgencyKindFactory(code="YJ"))
    sees = {
        "own handler": story.handler,
        "other inspector": story.of(story.other).inspector,
        "coordinator of the city": make.actor_in(city, "coordinator"),
        "auditor of the county": make.actor_in(bystander, "auditor"),
        "host": Actor.host("inspections.view"),
    }
    sees_not = {
        "stranger": stranger["handler"],
        "coordinator of another city": make.actor_in(elsewhere, "coordinator"),
        "another department of the county": make.actor_in(bystander, "handler"),
        "public": Actor.public(),
        "nobody in particular": replace(story.handler, permissions=frozenset()),
    }
    for who, actor in sees.items():
        assert list(policies.visible_visits(actor)) == [story.visit], who
    for who, actor in sees_not.items():
        assert list(policies.visible_visits(actor)) == [], who
    assert policies.visible_teams(story.handler).count() == 2


def test_an_enterprises_visits_are_found_by_the_enterprise(story, another_story):
    another_story()
    assert list(queries.visits_of_entity(story.handler, story.visit.entity_id)) == [story.visit]


def test_the_tables_of_transitions_draw_themselves():
    assert "planned --> approved: 批准" in VISIT_WORKFLOW.as_mermaid()
    assert "entered --> returned: 退回结果" in TEAM_WORKFLOW.as_mermaid()
