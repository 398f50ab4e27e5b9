"""From an overlap, a gap or a new kind of business to a decision that the matrix follows."""

from datetime import date

import pytest

from tests.supervision.duties.factories import answer_all, build, handler, items_of, open_overlap, share_content
from tests.supervision.planning.factories import actor_of
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.duties import queries
from tongjian.supervision.duties.choices import Outcome, SettlementKind, SettlementState, Stage
from tongjian.supervision.duties.models import Duty, Settlement
from tongjian.supervision.duties.operations import (
    Decision,
    close_settlement,
    decide_settlement,
    give_opinion,
    open_settlement,
    propose_business,
    take_up_settlement,
)

VIEWER = Actor.system("测试", "duties.view")
ONE_LEADS = Decision(
    outcome=Outcome.LEAD, lead="SCJG", cooperating=("XF",), document="并政办函〔2026〕8号", note="市场监管牵头。"
)


def todos():
    return sorted(Todo.objects.filter(state="open").values_list("step", "agency__kind"))


def decide(city, settlement, decision=ONE_LEADS):
    return decide_settlement(actor=city.coordinator, settlement_id=settlement.pk, decision=decision)


def test_departments_answer_in_their_time_the_decision_changes_the_matrix_and_the_overlap_is_gone(city):
    share_content(city.market_item, city.fire_item)
    build(city)
    stages = [str(stage) for stage in queries.findings(VIEWER).overlaps[0].stages]
    settlement = open_overlap(city, stages=stages)
    assert settlement.code == "ZZ-140100-001"
    assert todos() == [("answer_settlement", "SCJG"), ("answer_settlement", "XF")]
    assert set(Clock.objects.values_list("parameter_code", "amount")) == {("duties.opinion", "5")}
    assert queries.findings(VIEWER).overlaps[0].settlement == settlement.code
    with pytest.raises(RuleViolated, match="没有反馈意见"):
        decide(city, settlement)
    answer_all(city, settlement)
    assert todos() == [("decide_settlement", "SP")]
    decide(city, settlement)
    assert (todos(), queries.findings(VIEWER).overlaps) == ([], ())
    cells = queries.duties_of(VIEWER, "140100", items_of(city))
    for item in items_of(city):
        rows = [(duty.agency_kind_id, duty.role, duty.settlement_id) for duty in cells[item.pk][Stage.CLUE]]
        assert rows == [("SCJG", "lead", settlement.pk), ("XF", "cooperate", settlement.pk)]
    assert not Clock.objects.filter(state="running").exists()
    told = Entry.objects.filter(subject_id=str(settlement.pk)).order_by("at").values_list("action", flat=True)
    assert list(told) == [
        "settlement.opened", "settlement.answered", "settlement.answered", "settlement.decided",
    ]  # fmt: skip


@pytest.mark.engine("sqlite")
def test_each_for_its_own_leaves_the_matrix_and_is_not_found_again(city):
    share_content(city.market_item, city.fire_item)
    build(city)
    before = Duty.objects.count()
    stages = [str(stage) for stage in queries.findings(VIEWER).overlaps[0].stages]
    settlement = open_overlap(city, stages=stages)
    answer_all(city, settlement)
    apart = Decision(outcome=Outcome.APART, document="会议纪要〔2026〕3号", note="检查目的不同。")
    with pytest.raises(RuleViolated, match="不填写牵头"):
        decide(city, settlement, Decision(outcome=Outcome.APART, lead="XF", document="x", note=""))
    decide(city, settlement, apart)
    assert (queries.findings(VIEWER).overlaps, Duty.objects.count()) == ((), before)


@pytest.mark.engine("sqlite")
def test_when_the_time_is_over_the_decision_need_not_wait(city, clock):
    build(city)
    settlement = open_overlap(city)
    clock.move_to("2026-12-20T10:00:00+08:00")
    Clock.objects.update(state="expired")
    assert decide(city, settlement).state == SettlementState.DECIDED
    assert not Clock.objects.exclude(state="cancelled").exists()


@pytest.mark.engine("sqlite")
def test_who_was_not_asked_neither_sees_nor_answers_and_nobody_decides_for_the_coordinator(city):
    build(city)
    settlement = open_overlap(city, departments=["SCJG"])
    fire = handler(city, city.fire)
    with pytest.raises(NotFound):
        give_opinion(actor=fire, settlement_id=settlement.pk, wish="lead", text="理由")
    with pytest.raises(NotAllowed, match="填报意见"):
        give_opinion(actor=actor_of(city.market, Role.HEAD), settlement_id=settlement.pk, wish="lead", text="理由")
    with pytest.raises(RuleViolated, match="理由"):
        give_opinion(actor=handler(city), settlement_id=settlement.pk, wish="lead", text=" ")
    with pytest.raises(NotAllowed, match="统筹部门"):
        decide_settlement(actor=handler(city), settlement_id=settlement.pk, decision=ONE_LEADS)
    with pytest.raises(NotAllowed):
        open_settlement(
            actor=fire, kind=SettlementKind.GAP, title="x", description="x", item_codes=[], stages=["clue"],
            departments=[],
        )  # fmt: skip
    answer = {"settlement_id": settlement.pk, "wish": "cooperate", "text": "改为配合"}
    give_opinion(actor=handler(city), **answer | {"wish": "lead"})
    assert give_opinion(actor=handler(city), **answer).wish == "cooperate"
    decide(city, settlement)
    with pytest.raises(IllegalTransition):
        give_opinion(actor=handler(city), **answer)
    assert queries.get_settlement(fire, settlement.code).pk == settlement.pk


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stages": []}, "环节"),
        ({"departments": []}, "征求意见的部门"),
        ({"departments": ["SCJG", "没有"]}, "本地没有这类部门"),
        ({"description": " "}, "情况说明"),
        ({"kind": SettlementKind.NEW_BUSINESS}, "由部门提出"),
    ],
)
def test_a_settlement_says_what_it_is_about(city, changes, sentence):
    with pytest.raises(RuleViolated, match=sentence):
        open_overlap(city, **changes)
    assert not Settlement.objects.exists()


@pytest.mark.engine("sqlite")
def test_the_same_is_not_settled_twice_at_once_and_can_be_closed_with_a_reason(city):
    settlement = open_overlap(city)
    with pytest.raises(Conflict, match=settlement.code):
        open_overlap(city, stages=[Stage.CLUE])
    with pytest.raises(RuleViolated, match="理由"):
        close_settlement(actor=city.coordinator, settlement_id=settlement.pk, reason=" ")
    close_settlement(actor=city.coordinator, settlement_id=settlement.pk, reason="两部门已自行商定")
    assert (todos(), Clock.objects.filter(state="running").count()) == ([], 0)
    assert open_overlap(city).code == "ZZ-140100-002"
    with pytest.raises(IllegalTransition):
        decide(city, settlement)


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        ({"document": " "}, "文号"),
        ({"lead": ""}, "牵头部门"),
        ({"cooperating": ("没有",)}, "本地没有"),
        ({"effective_on": date(2026, 1, 1)}, "早于今天"),
    ],
)
def test_a_decision_is_whole(city, decision, sentence):
    settlement = open_overlap(city)
    answer_all(city, settlement)
    given = {"outcome": Outcome.LEAD, "lead": "SCJG", "document": "8号", "note": "", **decision}
    with pytest.raises(RuleViolated, match=sentence):
        decide(city, settlement, Decision(**given))


def test_a_new_kind_of_business_becomes_an_item_with_an_owner(city):
    proposal = {
        "title": "剧本娱乐",
        "description": "封闭场所、消防风险，无主管部门。",
        "object_kind": "剧本娱乐经营场所",
    }
    with pytest.raises(RuleViolated, match="名称"):
        propose_business(actor=handler(city), **proposal | {"title": " "})
    settlement = propose_business(actor=handler(city), **proposal)
    assert (settlement.code, todos()) == ("XYT-140100-001", [("take_up_settlement", "SP")])
    with pytest.raises(NotAllowed):
        take_up_settlement(actor=handler(city), settlement_id=settlement.pk, departments=["XF"])
    take_up_settlement(actor=city.coordinator, settlement_id=settlement.pk, departments=["SCJG", "XF"])
    answer_all(city, settlement)
    decision = {"outcome": Outcome.LEAD, "lead": "XF", "cooperating": ("SCJG",), "document": "并政发〔2026〕9号"}
    with pytest.raises(RuleViolated, match="事项名称"):
        decide(city, settlement, Decision(note="", **decision))
    with pytest.raises(RuleViolated, match="明确牵头"):
        decide(city, settlement, Decision(outcome=Outcome.APART, document="9号", note=""))
    decide(city, settlement, Decision(note="由消防牵头", item_name="剧本娱乐场所检查", **decision))
    item = Item.objects.get(name="剧本娱乐场所检查")
    assert (item.agency_kind_id, item.versions.get().object_kind) == ("XF", "剧本娱乐经营场所")
    assert todos() == [("compile_item", "XF")]
    cells = queries.duties_of(VIEWER, "140100", [item])[item.pk]
    assert [(duty.agency_kind_id, duty.role) for duty in cells[Stage.ROUTINE]] == [
        ("XF", "lead"),
        ("SCJG", "cooperate"),
    ]


@pytest.mark.engine("sqlite")
def test_whoever_proposed_may_take_it_back_until_it_is_taken_up(city):
    given = {"title": "剧本娱乐", "description": "无主管部门", "object_kind": "剧本娱乐经营场所"}
    first, second = (propose_business(actor=handler(city), **given) for _ in range(2))
    with pytest.raises(NotFound):
        close_settlement(actor=handler(city, city.fire), settlement_id=first.pk, reason="重复")
    close_settlement(actor=handler(city), settlement_id=first.pk, reason="重复")
    take_up_settlement(actor=city.coordinator, settlement_id=second.pk, departments=["XF"])
    with pytest.raises(NotAllowed):
        close_settlement(actor=handler(city), settlement_id=second.pk, reason="重复")
