"""After a law changed every owner looks at its items, within a limit, until each is adjusted or said to stay."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.ledger.operations import deliver_events
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.operations import (
    Amendment,
    approve_clause_change,
    load_statutes,
    propose_clause_change,
)
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.choices import AdjustmentState
from tongjian.supervision.catalog.models import Adjustment, AdjustmentTask, Item, ItemVersion

pytestmark = pytest.mark.django_db
WORKER = Actor.system("测试", "catalog.ask_for_adjustment", "catalog.view", "rulebook.view")
BASIS = act.ItemText(legal_basis="《消防法》第十六条")


@pytest.fixture
def items(draft, publish, kinds, host):
    load_statutes(actor=host)
    return [publish(draft(name, text=BASIS)).item for name in ("甲", "乙", "丙")]


@pytest.fixture
def amend(market):
    proposer, approver = actor_in(market, Role.COORDINATOR), actor_in(market, Role.REVIEWER)

    def amend(code="XFF-2021:16", **other):
        given = {
            "kind": "amend",
            "text": "修改后的条文",
            "document": "主席令第九十号",
            "valid_from": date(2026, 10, 1),
        }
        new = Amendment(**given | other)
        change = propose_clause_change(actor=proposer, code=code, amendment=new)
        approve_clause_change(actor=approver, change_id=change.pk)
        deliver_events(actor=Actor.system("测试", "ledger.deliver"))
        return change

    return amend


@pytest.fixture
def task(items, amend):
    amend()
    return AdjustmentTask.objects.get()


def states(task):
    return dict(task.adjustments.values_list("item__name", "state"))


def test_the_owner_has_a_task_with_a_limit_for_all_that_hangs_on_the_clause(task, items, market):
    assert task.agency == market and set(states(task)) == {"甲", "乙", "丙"}
    clock = Clock.objects.get(matter_id=str(task.pk))
    assert (clock.parameter_code, clock.agency, clock.due_at is not None) == ("item.adjust", market, True)
    todo = Todo.objects.get(matter_id=str(task.pk), step="adjust_items")
    assert (todo.agency, todo.capability, todo.state, todo.clock) == (market, "catalog.edit", "open", clock)
    assert Entry.objects.get(action="adjustment.asked").subject_id == str(task.pk)


@pytest.mark.parametrize(
    "act",
    [{"kind": "fill", "text": "第一条　话。", "valid_from": date(2021, 4, 29)}, {"kind": "add", "path": "75"}],
)
def test_wording_that_is_taken_in_and_an_article_that_is_new_concern_no_item(items, amend, act):
    amend("XFF-2021", **act)
    assert not AdjustmentTask.objects.exists()


def test_asked_twice_nothing_doubles(task):
    assert act.ask_for_adjustment(actor=WORKER, change=task.change) == {"agencies": 0, "items": 0}
    assert Adjustment.objects.count() == 3 and Clock.objects.filter(matter_id=str(task.pk)).count() == 1


def test_a_clause_nobody_cites_gives_nobody_a_task(items, amend):
    amend("XFF-2021:17")
    assert not AdjustmentTask.objects.exists()


def test_a_new_version_and_a_retired_item_settle_and_the_last_one_ends_the_task(
    task, items, draft, publish, reviewer, handler
):
    new = publish(draft("甲", text=act.ItemText(legal_basis="《消防法》第十六条第一款")))
    act.retire_version(
        actor=reviewer, version_id=ItemVersion.objects.get(item=items[1], state="published").pk, reason="依据已改"
    )
    assert states(task) == {"甲": "adjusted", "乙": "retired", "丙": "open"}
    assert Adjustment.objects.get(item=items[0]).outcome == new

    act.keep_items(actor=handler, task_id=task.pk, item_ids=[items[2].pk], reason="不涉及本事项")
    task.refresh_from_db()
    assert task.done_at is not None and states(task)["丙"] == AdjustmentState.KEPT
    assert Clock.objects.get(matter_id=str(task.pk)).state == "met"
    assert Todo.objects.get(matter_id=str(task.pk), step="adjust_items").state == "done"
    assert Entry.objects.get(action="adjustment.settled").data == '{"adjusted":1,"kept":1,"retired":1}'


def test_staying_as_it_is_takes_a_reason_and_a_choice(task, items, handler):
    with pytest.raises(RuleViolated, match="为什么不需调整"):
        act.keep_items(actor=handler, task_id=task.pk, item_ids=[items[0].pk], reason=" ")
    with pytest.raises(RuleViolated, match="勾选"):
        act.keep_items(actor=handler, task_id=task.pk, item_ids=[], reason="不涉及")


def test_only_the_owner_answers_and_the_others_see(task, items, police, inspector):
    with pytest.raises(NotAllowed, match="由尖草坪区市场监督管理局办理"):
        act.keep_items(actor=actor_in(police), task_id=task.pk, item_ids=[items[0].pk], reason="不涉及")
    with pytest.raises(NotAllowed):
        act.keep_items(actor=inspector, task_id=task.pk, item_ids=[items[0].pk], reason="不涉及")
    with pytest.raises(NotFound):
        act.keep_items(
            actor=Actor.system("测试", "org.view"), task_id=task.pk, item_ids=[items[0].pk], reason="不涉及"
        )
    assert queries.get_adjustment_task(actor_in(police), task.pk).open_items == 3
    with pytest.raises(NotAllowed):
        act.ask_for_adjustment(actor=actor_in(police), change=task.change)


def test_items_without_an_owner_go_to_the_department_of_the_kind_or_to_the_coordinator(items, amend, kinds):
    coordinator = AgencyFactory(region=RegionFactory(code="140000"), kind__code="XZSP", kind__is_coordinator=True)
    fire = AgencyFactory(region=RegionFactory(code="140000"), kind=kinds["XF"])
    Item.objects.filter(name="甲").update(compiled_by=None, region=None, level="", agency_kind=kinds["XF"])
    Item.objects.filter(name="乙").update(compiled_by=None, region=None, level="", agency_kind=kinds["MZ"])
    amend()
    found = dict(Adjustment.objects.values_list("item__name", "task__agency__code"))
    assert (found["甲"], found["乙"]) == (fire.code, coordinator.code)


def test_what_nobody_checked_is_one_task_at_a_time(items, handler):
    versions = [one.versions.get().pk for one in items]
    assert act.ask_for_adjustment(actor=WORKER, version_ids=versions[:2]) == {"agencies": 1, "items": 2}
    assert act.ask_for_adjustment(actor=WORKER, version_ids=versions) == {"agencies": 1, "items": 1}
    [task] = AdjustmentTask.objects.all()
    assert task.change is None and task.title == "多年未实施"
    act.keep_items(actor=handler, task_id=task.pk, item_ids=[one.pk for one in items], reason="保留备用")
    assert act.ask_for_adjustment(actor=WORKER, version_ids=versions[:1])["items"] == 1
    assert AdjustmentTask.objects.count() == 2


def test_asking_costs_the_same_for_few_items_and_many(items, draft, publish, amend):
    def cost(change):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            act.ask_for_adjustment(actor=WORKER, change=change)
        return len(captured)

    few = amend("XFF-2021:18")
    for number in range(4):
        publish(draft(f"少{number}", text=act.ItemText(legal_basis="《消防法》第十八条")))
    first = cost(few)
    many = amend("XFF-2021:19")
    for number in range(12):
        publish(draft(f"多{number}", text=act.ItemText(legal_basis="《消防法》第十九条")))
    assert cost(many) == first
