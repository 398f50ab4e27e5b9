"""Rules change by two persons, from a day on, and never for the past."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Delivery, Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.models import Parameter
from tongjian.foundation.rulebook.operations import (
    NewValue,
    approve_change,
    load_calendar_year,
    load_reference,
    propose_change,
    reject_change,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

CODE = "cap.visits_per_year"


@pytest.fixture
def proposer():
    return actor_in(AgencyFactory(region=RegionFactory(code="140000")), Role.COORDINATOR)


@pytest.fixture
def approver():
    return actor_in(AgencyFactory(region=RegionFactory(code="140000")), Role.REVIEWER)


def row():
    return Parameter.objects.get(code=CODE)


def new(**changes):
    given = {
        "value": "3",
        "citation": "某办发〔2026〕1号",
        "valid_from": timezone.localdate() + timedelta(days=10),
        "reason": "上级规定调整",
    }
    return NewValue(**{**given, **changes})


def test_a_change_counts_from_its_day_on_and_the_old_row_ends_there(proposer, approver):
    change = propose_change(actor=proposer, parameter_id=row().pk, new=new())
    assert queries.number(CODE) == 2
    approve_change(actor=approver, change_id=change.pk)

    assert queries.number(CODE) == 2
    assert queries.value_of(CODE, on=change.valid_from).value == "3"
    assert queries.value_of(CODE, on=change.valid_from - timedelta(days=1)).value == "2"
    assert [entry.action for entry in Entry.objects.filter(subject_id=str(change.pk)).order_by("id")] == [
        "rulebook.change_proposed",
        "rulebook.change_approved",
    ]


def test_nobody_approves_his_own_change(proposer):
    change = propose_change(actor=proposer, parameter_id=row().pk, new=new())
    alone = Actor(**{**_fields(proposer), "permissions": proposer.permissions | {"rulebook.approve"}})
    with pytest.raises(NotAllowed, match="提出人不能复核"):
        approve_change(actor=alone, change_id=change.pk)


def test_a_rejected_change_says_why_and_changes_nothing(proposer, approver):
    change = propose_change(actor=proposer, parameter_id=row().pk, new=new())
    with pytest.raises(RuleViolated, match="理由"):
        reject_change(actor=approver, change_id=change.pk, note=" ")
    assert reject_change(actor=approver, change_id=change.pk, note="依据不足").state == ChangeState.REJECTED
    assert queries.value_of(CODE, on=change.valid_from).value == "2"
    with pytest.raises(IllegalTransition):
        approve_change(actor=approver, change_id=change.pk)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": "两次"}, "整数"),
        ({"value": " "}, "不能为空"),
        ({"valid_from": date(2020, 1, 1)}, "不溯及既往"),
        ({"citation": " "}, "依据"),
        ({"reason": ""}, "理由"),
    ],
)
def test_a_change_that_makes_no_sense_is_told_why(proposer, changes, said):
    with pytest.raises(RuleViolated, match=said):
        propose_change(actor=proposer, parameter_id=row().pk, new=new(**changes))


def test_only_those_who_may_propose_do(approver):
    with pytest.raises(NotAllowed):
        propose_change(actor=approver, parameter_id=row().pk, new=new())


def test_who_cannot_see_the_rulebook_finds_no_change(proposer):
    change = propose_change(actor=proposer, parameter_id=row().pk, new=new())
    with pytest.raises(NotFound):
        approve_change(actor=Actor.public(), change_id=change.pk)


def test_the_nearest_scope_wins():
    Parameter.objects.create(
        code=CODE,
        title="上限",
        kind="number",
        value="4",
        scope_region="140100",
        citation="某市规定",
        confidence="found",
    )
    assert queries.number(CODE, region="140105") == 4
    assert queries.number(CODE, region="140200") == 2
    Parameter.objects.create(
        code=CODE,
        title="上限",
        kind="number",
        value="5",
        scope_agency="140100-YJ",
        citation="某局",
        confidence="found",
    )
    assert queries.number(CODE, region="140105", agency="140100-YJ") == 5


def test_a_value_nobody_set_is_told_so():
    with pytest.raises(RuleViolated, match="没有设定"):
        queries.number("no.such.parameter")


def test_loading_the_shipped_rules_again_changes_nothing():
    assert set(load_reference(actor=Actor.system("测试", "rulebook.load")).values()) == {0}


def test_a_new_year_reaches_further_and_is_told_to_those_who_wait():
    host = Actor.system("测试", "rulebook.load")
    assert queries.calendar().known_until == date(2027, 1, 1)
    rows = [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}]
    load_calendar_year(actor=host, year=2027, citation="国办发明电〔2026〕某号", days=rows)
    assert queries.calendar().known_until == date(2028, 1, 1)
    assert Delivery.objects.filter(event="rulebook.calendar_loaded", payload__known_until="2028-01-01").exists()
    with pytest.raises(RuleViolated, match="已经载入"):
        load_calendar_year(actor=host, year=2027, citation="又一次", days=rows)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"date": "2028-01-01", "kind": "holiday"}],
        [{"date": "2027-01-01", "kind": "party"}],
        [{"date": "元旦", "kind": "holiday"}],
        [{"date": "2027-01-01", "kind": "holiday"}, {"date": "2027-01-01", "kind": "makeup"}],
    ],
)
def test_a_wrong_calendar_is_refused_whole(rows):
    with pytest.raises(RuleViolated):
        load_calendar_year(actor=Actor.system("测试", "rulebook.load"), year=2027, citation="某号", days=rows)
    assert queries.calendar().known_until == date(2027, 1, 1)


def _fields(actor):
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}
