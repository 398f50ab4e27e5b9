"""Rules change by two persons, from a day on, and never for the past."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Delivery, Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.choices import ChangeState, Leeway
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


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        ("visit.notice", "0", "WD"),
        ("clock.warn_first", "1.5", ""),
        ("Y02", "02-30", ""),
        ("cap.visits_per_year", "2.5", ""),
    ],
)
def test_a_value_of_another_kind_is_refused(proposer, code, value, unit):
    row = Parameter.objects.filter(code=code).first()
    with pytest.raises(RuleViolated):
        propose_change(actor=proposer, parameter_id=row.pk, new=new(value=value, unit=unit))


def test_what_changes_nothing_is_no_change(proposer):
    with pytest.raises(RuleViolated, match="没有变更"):
        propose_change(actor=proposer, parameter_id=row().pk, new=new(value="2"))


def test_one_change_of_a_rule_waits_at_a_time(proposer):
    propose_change(actor=proposer, parameter_id=row().pk, new=new())
    with pytest.raises(Conflict, match="等待复核"):
        propose_change(actor=proposer, parameter_id=row().pk, new=new(value="4"))


def test_a_change_that_waited_too_long_is_proposed_anew(proposer, approver):
    change = propose_change(actor=proposer, parameter_id=row().pk, new=new())
    with time_machine.travel(timezone.now() + timedelta(days=11)), pytest.raises(RuleViolated, match="不溯及既往"):
        approve_change(actor=approver, change_id=change.pk)


def test_a_change_between_two_rows_ends_where_the_next_begins(proposer, approver):
    later = propose_change(
        actor=proposer, parameter_id=row().pk, new=new(value="5", valid_from=timezone.localdate() + timedelta(days=30))
    )
    approve_change(actor=approver, change_id=later.pk)
    first = Parameter.objects.get(code=CODE, valid_from=None)
    sooner = propose_change(actor=proposer, parameter_id=first.pk, new=new())
    approve_change(actor=approver, change_id=sooner.pk)

    days = [sooner.valid_from - timedelta(days=1), sooner.valid_from, later.valid_from]
    assert [queries.value_of(CODE, on=day).value for day in days] == ["2", "3", "5"]
    assert Parameter.objects.get(code=CODE, value="3").valid_until == later.valid_from


def test_two_values_do_not_begin_on_one_day(proposer, approver):
    change = propose_change(actor=proposer, parameter_id=row().pk, new=new())
    approve_change(actor=approver, change_id=change.pk)
    with pytest.raises(Conflict, match="另选生效日期"):
        propose_change(actor=proposer, parameter_id=change_row(change).pk, new=new(value="6"))


def change_row(change):
    return Parameter.objects.get(code=CODE, valid_from=change.valid_from)


def test_a_city_departs_from_the_province_for_itself_only():
    city = AgencyFactory(region=RegionFactory(code="140100"))
    proposer, approver = actor_in(city, Role.COORDINATOR), actor_in(city, Role.REVIEWER)
    with pytest.raises(NotAllowed, match="本行政区划"):
        propose_change(actor=proposer, parameter_id=row().pk, new=new())
    with pytest.raises(NotAllowed, match="本行政区划"):
        propose_change(actor=proposer, parameter_id=row().pk, new=new(scope_region="140200"))

    change = propose_change(actor=proposer, parameter_id=row().pk, new=new(scope_region="140100"))
    approve_change(actor=approver, change_id=change.pk)

    assert queries.value_of(CODE, on=change.valid_from, region="140105").value == "3"
    assert queries.value_of(CODE, on=change.valid_from, region="140200").value == "2"
    assert row_of_everybody().valid_until is None


def row_of_everybody():
    return Parameter.objects.get(code=CODE, scope_region="")


def test_a_city_decides_no_rule_of_the_province(proposer):
    change = propose_change(actor=proposer, parameter_id=row().pk, new=new())
    city = actor_in(AgencyFactory(region=RegionFactory(code="140100")), Role.REVIEWER)
    with pytest.raises(NotAllowed, match="本行政区划"):
        approve_change(actor=city, change_id=change.pk)


def test_those_who_may_decide_are_told_and_so_are_those_who_need_no_more(proposer, approver):
    change = propose_change(actor=proposer, parameter_id=row().pk, new=new())
    approve_change(actor=approver, change_id=change.pk)
    events = Delivery.objects.filter(payload__change_id=str(change.pk)).order_by("id").values_list("event", flat=True)
    assert list(events) == ["rulebook.change_proposed", "rulebook.change_decided"]


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
        [{"date": "2027-01-01", "kind": "holiday"}, {"date": "2027-01-05", "kind": "makeup"}],
    ],
)
def test_a_wrong_calendar_is_refused_whole(rows):
    with pytest.raises(RuleViolated):
        load_calendar_year(actor=Actor.system("测试", "rulebook.load"), year=2027, citation="某号", days=rows)
    assert queries.calendar().known_until == date(2027, 1, 1)


def test_years_are_loaded_without_a_gap_and_by_those_who_may():
    rows = [{"date": "2028-01-01", "kind": "放假", "name": "元旦"}]
    with pytest.raises(RuleViolated, match="先载入 2027"):
        load_calendar_year(actor=Actor.system("测试", "rulebook.load"), year=2028, citation="某号", days=rows)
    city = actor_in(AgencyFactory(region=RegionFactory(code="140100")), Role.REVIEWER)
    with pytest.raises(NotAllowed, match="省级"):
        load_calendar_year(actor=city, year=2027, citation="某号", days=rows)


def test_a_reviewer_of_the_province_loads_a_year(approver):
    rows = [{"date": "2027-01-01", "kind": "放假", "name": "元旦"}, {"date": "2027-01-02", "kind": "调休上班"}]
    assert load_calendar_year(actor=approver, year=2027, citation="某号", days=rows) == 2


def _fields(actor):
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}


@pytest.fixture
def city_people():
    city = AgencyFactory(region=RegionFactory(code="140100"))
    return actor_in(city, Role.COORDINATOR), actor_in(city, Role.REVIEWER)


def test_what_is_law_is_not_departed_from_below(city_people):
    law = Parameter.objects.get(code="visit.officers_per_agency")
    with pytest.raises(RuleViolated, match="不允许下级另行规定") as refused:
        propose_change(actor=city_people[0], parameter_id=law.pk, new=new(scope_region="140100"))
    assert refused.value.citation == law.citation


def test_a_value_of_ones_own_stays_within_the_bounds_of_the_higher_level(proposer, approver, city_people):
    today = timezone.localdate()
    bounds = new(value="2", valid_from=today, leeway=Leeway.AGENCY, least="1", most="2")
    approve_change(actor=approver, change_id=propose_change(actor=proposer, parameter_id=row().pk, new=bounds).pk)
    for value in ("0", "3"):
        with pytest.raises(RuleViolated, match="上级规定下级的值不"):
            propose_change(actor=city_people[0], parameter_id=newest().pk, new=new(value=value, scope_region="140100"))
    change = propose_change(actor=city_people[0], parameter_id=newest().pk, new=new(value="1", scope_region="140100"))
    approve_change(actor=city_people[1], change_id=change.pk)
    assert queries.value_of(CODE, on=change.valid_from, region="140105").value == "1"


def newest():
    return Parameter.objects.filter(code=CODE, scope_region="").order_by("-valid_from").first()


def test_bounds_that_came_meanwhile_are_asked_again(proposer, approver, city_people):
    waiting = propose_change(actor=city_people[0], parameter_id=row().pk, new=new(scope_region="140100"))
    Parameter.objects.filter(code=CODE).update(leeway=Leeway.FIXED)
    with pytest.raises(RuleViolated, match="不允许下级"):
        approve_change(actor=city_people[1], change_id=waiting.pk)


def test_an_agency_departs_for_itself_where_that_is_allowed(city_people):
    own = {"scope_region": "140100", "scope_agency": "140100-SCJG", "value": "1"}
    change = propose_change(actor=city_people[0], parameter_id=row().pk, new=new(**own))
    approve_change(actor=city_people[1], change_id=change.pk)
    day = change.valid_from
    assert queries.value_of(CODE, on=day, region="140100", agency="140100-SCJG").value == "1"
    assert queries.value_of(CODE, on=day, region="140100", agency="140100-YJ").value == "2"

    notice = Parameter.objects.get(code="visit.notice")
    with pytest.raises(RuleViolated, match="不允许机关另行规定"):
        propose_change(actor=city_people[0], parameter_id=notice.pk, new=new(**own | {"value": "5"}))


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"leeway": Leeway.REGION, "least": "3", "most": "1"}, "最小值大于最大值"),
        ({"leeway": Leeway.REGION, "least": "一"}, "上下限有误"),
        ({"leeway": Leeway.FIXED, "most": "5"}, "不填上下限"),
    ],
)
def test_bounds_that_make_no_sense_are_told_why(proposer, bounds, said):
    with pytest.raises(RuleViolated, match=said):
        propose_change(actor=proposer, parameter_id=row().pk, new=new(**bounds))
