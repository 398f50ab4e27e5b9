"""To-dos: for whoever of the agency may act, one per matter and step; numbers without gaps."""

from datetime import date

import pytest

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.casework import operations, queries, tasks
from tongjian.foundation.casework.choices import TodoState
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Parameter
from tongjian.foundation.rulebook.operations import NewValue, propose_change, reject_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def handler(agency):
    return actor_in(agency, Role.HANDLER)


def ask(actor, **changes):
    given = {
        "matter": RegionFactory(code="140105"),
        "step": "approve",
        "title": "审批",
        "agency_id": actor.agency_id,
        "url": "/x/",
        "capability": "inspections.approve",
    }
    return operations.open_todo(actor=actor, **{**given, **changes})


def test_it_waits_for_whoever_of_the_agency_may_act(agency, handler):
    todo = ask(handler)
    head = actor_in(agency, Role.HEAD)
    elsewhere = actor_in(AgencyFactory(region=RegionFactory(code="140200")), Role.HEAD)
    assert queries.list_todos(head).get() == todo
    assert not queries.list_todos(handler).exists()
    assert not queries.list_todos(elsewhere).exists()
    assert not queries.list_todos(Actor.public()).exists()
    assert queries.count_todos(head) == 1


def test_one_named_for_a_person_is_that_persons(agency, handler):
    ask(handler, capability="", user_id=handler.user_id)
    colleague = actor_in(agency, Role.HANDLER)
    assert queries.count_todos(handler) == 1
    assert queries.count_todos(colleague) == 0


def test_asked_again_it_stays_one_and_takes_the_new_title(handler):
    first = ask(handler)
    second = ask(handler, title="再次审批")
    assert first.pk == second.pk
    assert Todo.objects.get().title == "再次审批"
    ask(handler, step="publish")
    assert Todo.objects.count() == 2


def test_ended_by_step_and_asked_anew_it_is_a_new_one(handler):
    todo, matter = ask(handler), RegionFactory(code="140105")
    assert operations.end_todos(actor=handler, matter=matter, step="other") == 0
    assert operations.end_todos(actor=handler, matter=matter, step="approve") == 1
    todo.refresh_from_db()
    assert (todo.state, todo.ended_at is not None) == (TodoState.DONE, True)
    assert ask(handler).pk != todo.pk
    assert operations.end_todos(actor=handler, matter=matter, is_cancelled=True) == 1
    assert set(Todo.objects.values_list("state", flat=True)) == {TodoState.DONE, TodoState.CANCELLED}


def test_whoever_may_do_nothing_makes_and_ends_nothing(agency):
    nobody = Actor(name="x", via="web", agency_id=agency.pk)
    with pytest.raises(NotAllowed):
        ask(nobody)
    with pytest.raises(NotAllowed):
        operations.end_todos(actor=nobody, matter=RegionFactory())
    with pytest.raises(NotAllowed):
        operations.next_number(actor=nobody, series="x")


def test_numbers_run_from_one_in_each_series(handler):
    assert [operations.next_number(actor=handler, series="检查-2026") for _ in range(3)] == [1, 2, 3]
    assert operations.next_number(actor=handler, series="检查-2027") == 1


def test_a_list_of_to_dos_costs_the_same_however_long(agency, handler, django_assert_num_queries):
    head = actor_in(agency, Role.HEAD)
    for number in range(8):
        ask(handler, step=f"step-{number}")
    with django_assert_num_queries(1):  # one for the rows; none has a clock with changes
        assert len([todo.clock for todo in queries.list_todos(head)]) == 8


@pytest.mark.usefixtures("reference")
def test_a_proposed_rule_waits_for_a_second_person_until_it_is_decided():
    province = AgencyFactory(region=RegionFactory(code="140000"))
    proposer, approver = actor_in(province, Role.COORDINATOR), actor_in(province, Role.REVIEWER)
    change = propose_change(
        actor=proposer,
        parameter_id=Parameter.objects.get(code="cap.visits_per_year").pk,
        new=NewValue(value="4", citation="某号", valid_from=date(2099, 1, 1), reason="x"),
    )
    event = {"change_id": str(change.pk), "agency_id": str(province.pk)}

    tasks.ask_for_decision(event)
    tasks.ask_for_decision(event)
    assert queries.list_todos(approver).get().url == change.get_absolute_url()
    assert queries.count_todos(proposer) == 0

    reject_change(actor=approver, change_id=change.pk, note="依据不足")
    tasks.end_decision({"change_id": str(change.pk)})
    tasks.ask_for_decision(event)  # delivered late: nothing is asked of anybody any more
    assert queries.count_todos(approver) == 0
