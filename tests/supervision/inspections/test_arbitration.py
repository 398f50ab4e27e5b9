"""A part nobody wants: the common superior names who does it, and until then it is never unowned."""

import pytest
from django.db import IntegrityError, transaction

from tests.supervision.inspections import factories as make
from tongjian.foundation.casework import queries as casework
from tongjian.foundation.casework.choices import ClockState, HandoverState, TodoState
from tongjian.foundation.casework.models import Arbitration, Clock, Todo
from tongjian.foundation.kernel.errors import DomainError, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.choices import TeamState
from tongjian.supervision.inspections.models import TeamHandover, VisitTeam

WHY = {"reason": "按三定方案由应急部门负责", "citation": "《行政处罚法》第25条"}


@pytest.fixture
def government(reference):
    return make.AgencyFactory(kind=make.AgencyKindFactory(code="RMZF"), name="尖草坪区人民政府", published=False)


@pytest.fixture
def head_of_government(government):
    return make.actor_in(government, "head")


@pytest.fixture
def receiver(reference):
    return make.actor_in(make.AgencyFactory(kind=make.AgencyKindFactory(code="YJ"), name="应急管理局"), "handler")


def offer(story, receiver):
    return act.offer_team(actor=story.handler, team_id=story.lead.pk, to_agency_id=receiver.agency_id, reason="已划转")


def send_back(receiver, handover):
    return act.return_team(actor=receiver, handover_id=handover.pk, return_code="duty", note="不属于")


def disputed(story, receiver):
    """Returned twice."""
    send_back(receiver, offer(story, receiver))
    return send_back(receiver, offer(story, receiver))


def decide(actor, handover, agency_id, **changes):
    return act.designate_team(actor=actor, handover_id=handover.pk, **{"agency_id": agency_id, **WHY, **changes})


def test_after_two_returns_the_common_superior_has_a_to_do_and_a_limit(
    story, receiver, government, head_of_government
):
    handover = disputed(story, receiver)
    asked = Arbitration.objects.get()
    assert (asked.arbiter, asked.temporary_id) == (government, story.handler.agency_id)
    assert handover.holder_id == story.handler.agency_id
    todo = casework.list_todos(head_of_government).get()
    assert (todo.step, todo.clock.parameter_code, todo.clock.amount) == ("arbitrate", "P14b", "7")
    assert queries.get_visit(head_of_government, story.visit.pk)
    assert [row.pk for row in casework.list_arbitrations(receiver)] == [asked.pk]


def test_it_names_the_one_who_returned_it_and_the_decision_binds(story, receiver, head_of_government):
    handover = decide(head_of_government, disputed(story, receiver), receiver.agency_id)
    story.lead.refresh_from_db()
    assert (handover.state, handover.holder_id) == (HandoverState.ACCEPTED, receiver.agency_id)
    assert story.lead.agency_id == receiver.agency_id
    assert not story.lead.officers.filter(replaced_at=None).exists()
    assert casework.list_todos(receiver).get().step == "prepare"
    assert casework.count_todos(head_of_government) == 0
    assert Clock.objects.get(parameter_code="P14b").state == ClockState.MET
    with pytest.raises(RuleViolated) as refused:
        act.offer_team(actor=receiver, team_id=story.lead.pk, to_agency_id=story.visit.pk, reason="不是我们的")
    assert refused.value.code == "V17"
    with pytest.raises(IllegalTransition):
        send_back(receiver, handover)
    actions = [line.action for line in timeline("inspections.visit", story.visit.pk)]
    assert actions[-1] == "visit.team_designated"
    assert "visit.arbitration_asked" in actions


def test_it_may_leave_the_part_where_it_is_even_after_the_head_has_approved(story, receiver, head_of_government):
    handover = disputed(story, receiver)
    story.approved()
    decide(head_of_government, handover, story.handler.agency_id)
    story.lead.refresh_from_db()
    assert (story.lead.agency_id, story.lead.state) == (story.handler.agency_id, TeamState.APPROVED)


def test_given_to_another_after_approval_its_own_head_is_asked_anew(story, receiver, head_of_government):
    handover = disputed(story, receiver)
    story.approved()
    decide(head_of_government, handover, receiver.agency_id)
    story.lead.refresh_from_db()
    assert (story.lead.state, story.state()) == (TeamState.PLANNED, "planned")
    assert not story.lead.approvals.filter(withdrawn_at=None).exists()


def test_once_the_code_is_issued_it_stays_with_its_holder(story, receiver, head_of_government):
    handover = disputed(story, receiver)
    story.coded()
    with pytest.raises(IllegalTransition):
        decide(head_of_government, handover, receiver.agency_id)
    assert decide(head_of_government, handover, story.handler.agency_id).state == HandoverState.ACCEPTED


def test_only_the_head_of_the_superior_decides_once_with_reason_and_law_for_an_agency_of_its_region(
    story, receiver, government, head_of_government, stranger
):
    handover = disputed(story, receiver)
    with pytest.raises(NotFound):
        decide(stranger["head"], handover, receiver.agency_id)
    with pytest.raises(NotAllowed):
        decide(make.actor_in(government, "handler"), handover, receiver.agency_id)
    with pytest.raises(NotAllowed):
        decide(story.of(story.lead).head, handover, receiver.agency_id)
    for agency_id, changes, code in [
        (receiver.agency_id, {"reason": " "}, "reason_missing"),
        (receiver.agency_id, {"citation": ""}, "citation_missing"),
        (stranger["head"].agency_id, {}, "holder_outside"),
        (story.other.agency_id, {}, "agency_takes_part"),
    ]:
        with pytest.raises(RuleViolated) as refused:
            decide(head_of_government, handover, agency_id, **changes)
        assert refused.value.code == code
    decide(head_of_government, handover, receiver.agency_id)
    with pytest.raises(IllegalTransition):
        decide(head_of_government, handover, receiver.agency_id)


def test_without_a_superior_on_record_the_holder_keeps_it_and_asks_once_there_is_one(story, receiver):
    handover = disputed(story, receiver)
    assert not Arbitration.objects.exists()
    assert Todo.objects.get(step="find_arbiter", state=TodoState.OPEN).agency_id == story.handler.agency_id
    with pytest.raises(RuleViolated) as refused:
        act.ask_designation(actor=story.handler, handover_id=handover.pk)
    assert refused.value.code == "arbiter_missing"
    shenpi = make.AgencyKindFactory(code="XZSP", is_enforcer=False, is_coordinator=True)
    coordinator = make.AgencyFactory(kind=shenpi)
    with pytest.raises(NotFound):
        act.ask_designation(actor=receiver, handover_id=handover.pk)
    assert act.ask_designation(actor=story.handler, handover_id=handover.pk).arbiter == coordinator
    assert not Todo.objects.filter(step="find_arbiter", state=TodoState.OPEN).exists()
    with pytest.raises(IllegalTransition):
        act.ask_designation(actor=story.handler, handover_id=handover.pk)


def test_a_cancelled_visit_leaves_nothing_to_decide(story, receiver, head_of_government):
    handover = disputed(story, receiver)
    act.cancel_visit(actor=story.handler, visit_id=story.visit.pk, reason="企业已注销")
    handover.refresh_from_db()
    assert handover.state == HandoverState.WITHDRAWN
    assert casework.count_todos(head_of_government) == 0
    assert Clock.objects.get(parameter_code="P14b").state == ClockState.CANCELLED
    with pytest.raises(NotFound):
        decide(head_of_government, handover, receiver.agency_id)


def test_the_database_keeps_decisions_whole(story, receiver, government):
    disputed(story, receiver)
    for half in ({"holder": government}, {"decided_at": make.NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Arbitration.objects.update(**half)


@pytest.mark.parametrize("superior", ["government", "reference"])
def test_no_reachable_state_is_without_an_owner(story, receiver, stranger, request, superior):
    """Every order of offers, answers and decisions, with a superior on record and without: some agency always holds
    the part, and whoever must act next has a to-do. One return suffices here, so that the walk is short."""
    Parameter.objects.filter(code="handover.returns_before_arbitration").update(value="1")
    found = request.getfixturevalue(superior)
    decider = make.actor_in(found, "head") if found else stranger["head"]
    steps = {
        "accept": lambda last: act.accept_team(actor=receiver, handover_id=last.pk),
        "return": lambda last: send_back(receiver, last),
        "take": lambda last: decide(decider, last, receiver.agency_id),
        "keep": lambda last: decide(decider, last, story.handler.agency_id),
        "ask": lambda last: act.ask_designation(actor=story.handler, handover_id=last.pk),
        "offer": lambda last: offer(story, receiver),
    }
    seen = set()

    def walk(depth):
        last = TeamHandover.objects.latest("id")
        seen.add(last.state)
        assert_owned(story, last)
        for step in steps.values() if depth else ():
            try:
                with transaction.atomic():
                    step(last)
                    walk(depth - 1)
                    raise Undo
            except (DomainError, Undo):
                continue

    offer(story, receiver)
    walk(3)
    assert seen == {HandoverState.OFFERED, HandoverState.ARBITRATION, HandoverState.ACCEPTED}


class Undo(Exception):
    """Back to before the step."""


def assert_owned(story, last):
    assert VisitTeam.objects.get(pk=story.lead.pk).agency_id == last.holder_id
    waiting = Todo.objects.filter(state=TodoState.OPEN)
    if last.state == HandoverState.OFFERED:
        assert waiting.filter(step="answer_offer", agency=last.to_agency_id).exists()
    if last.state == HandoverState.ARBITRATION:
        asked = casework.arbitration_of(last.pk)
        whose = asked.arbiter_id if asked else last.holder_id
        assert waiting.filter(step="arbitrate" if asked else "find_arbiter", agency=whose).exists()
