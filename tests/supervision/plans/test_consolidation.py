"""撮合 of the year's plans: computed, answered, settled, published."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.supervision.planning.factories import actor_of, make_agency, make_item, make_region
from tests.supervision.plans.factories import content_of, filed_for, published_for, sharing_a_point
from tongjian.config.subscribers import SUBSCRIBERS
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.casework.operations import check_clocks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.plans import operations as act
from tongjian.supervision.plans import queries
from tongjian.supervision.plans.choices import Answered
from tongjian.supervision.plans.models import Consolidation, PlanLine, Proposal
from tongjian.supervision.plans.queries import ProposalFilter, RoundFilter


@pytest.fixture
def planned(city):
    """Both departments check the same ten firms about the same point, one month apart; the market department twice."""
    sharing_a_point(city.market_item, city.fire_item)
    often = content_of(city.market_item, amount="全覆盖；2次/年", window_until=date(2026, 7, 1))
    rarely = content_of(
        city.fire_item, title="消防抽查", amount="全覆盖；1次/年", window_from=date(2026, 7, 15),
        window_until=date(2026, 9, 1),
    )  # fmt: skip
    city.market_plan = published_for(city, city.market, often)
    city.fire_plan = published_for(city, city.fire, rarely)
    return city


def opened(city) -> Proposal:
    found = act.open_consolidation(actor=city.coordinator, year=2026)
    return found.proposals.get(number=1)


def answer(city, proposal, agency, given=Answered.AGREE, reason=""):
    return act.answer_proposal(
        actor=city.handlers[agency.pk], proposal_id=proposal.pk, answer=given, reason=reason
    )  # fmt: skip


def agreed(city) -> Proposal:
    proposal = opened(city)
    for agency in (city.market, city.fire):
        answer(city, proposal, agency)
    return proposal


def settle(city, proposal, **decision):
    decision = {"is_adopted": True, "lead_id": city.market.pk, **decision}
    return act.settle_proposal(actor=city.coordinator, proposal_id=proposal.pk, **decision)


def _adopted() -> dict:
    return json.loads(Entry.objects.get(action="consolidation.adopted").data)


def test_the_same_firms_the_same_point_and_near_in_time_are_proposed_as_one_visit_and_explained(planned):
    proposal = opened(planned)
    assert (proposal.kind, proposal.common, proposal.saved) == ("merge", 10, 10)
    assert [row.line.title for row in proposal.proposal_lines.all()] == ["食品经营抽查", "消防抽查"]
    (told,) = queries.explained([proposal])
    assert told.why[0].startswith("对象相同：共同对象 10 户")
    assert told.why[1:3] == ["内容相关：同一检查要点：消防通道是否畅通。", "时间：两项的检查期间相隔 14 天。"]
    assert "每年 2 次" in told.why[3] and told.why[4].startswith("低频就高频：太原市消防救援局“消防抽查”并入")
    assert ["140100-SCJG", "140100-XF", 10] in proposal.consolidation.overlaps


def test_each_department_answers_within_a_clock_of_its_own(planned):
    proposal = opened(planned)
    todos = Todo.objects.filter(step="answer_proposal", state="open")
    assert {todo.agency for todo in todos} == {planned.market, planned.fire}
    assert Clock.objects.filter(parameter_code="participation.answer", state="running").count() == 2
    answer(planned, proposal, planned.market)
    assert [todo.agency for todo in todos.all()] == [planned.fire]
    assert not Todo.objects.filter(step="settle_proposal").exists()
    answer(planned, proposal, planned.fire)
    assert Todo.objects.get(step="settle_proposal").agency == planned.bureau


def test_adopted_as_agreed_the_rarer_line_takes_the_window_of_the_more_frequent_and_both_are_tied(planned):
    proposal = settle(planned, agreed(planned))
    first, second = proposal.proposal_lines.all()
    assert second.result.window_from == first.line.window_from and second.result.state == "in_force"
    assert [one.agency for one in second.result.cooperations.all()] == [planned.market]
    assert (second.result.version, second.result.reason) == (
        2,
        f"撮合 {proposal.consolidation.code} 第 1 项建议：合并。",
    )
    assert PlanLine.objects.get(pk=second.line_id).state == "superseded"
    assert proposal.lead == planned.market and Consolidation.objects.get().state == "settled"
    assert _adopted()["lines"] == [
        f"{planned.market_plan.code}-1", f"{planned.fire_plan.code}-1",
    ]  # fmt: skip


def test_the_joint_plan_is_public_once_it_is_published_and_not_before(planned):
    proposal = settle(planned, agreed(planned))
    found = proposal.consolidation
    assert not queries.list_rounds(Actor.public(), RoundFilter()).exists()
    act.choose_lead(actor=planned.coordinator, proposal_id=proposal.pk, lead_id=planned.fire.pk)
    act.publish_joint_plan(actor=planned.coordinator, round_id=found.pk)
    (joint,) = queries.joint_lines(Actor.public(), queries.get_round(Actor.public(), found.code))
    assert joint.lead == planned.fire
    with pytest.raises(NotAllowed, match="已经公布"):
        act.choose_lead(actor=planned.coordinator, proposal_id=proposal.pk, lead_id=planned.market.pk)
    with pytest.raises(NotAllowed, match="已经公布"):
        act.publish_joint_plan(actor=planned.coordinator, round_id=found.pk)


def test_a_refusal_says_why_and_is_dropped_with_a_reason_never_adopted(planned):
    proposal = opened(planned)
    with pytest.raises(RuleViolated, match="请写明不同意的理由"):
        answer(planned, proposal, planned.fire, Answered.REFUSE)
    answer(planned, proposal, planned.fire, Answered.REFUSE, "夏季火灾防控须单独检查")
    answer(planned, proposal, planned.market)
    with pytest.raises(RuleViolated, match="消防救援局不同意"):
        settle(planned, proposal)
    with pytest.raises(RuleViolated, match="请写明不采纳的理由"):
        settle(planned, proposal, is_adopted=False)
    proposal = settle(planned, proposal, is_adopted=False, reason="尊重部门意见")
    assert proposal.state == "dropped" and PlanLine.objects.filter(version=2).count() == 0
    with pytest.raises(RuleViolated, match="没有可以公布"):
        act.publish_joint_plan(actor=planned.coordinator, round_id=proposal.consolidation_id)
    with pytest.raises(NotAllowed, match="已经决定"):
        answer(planned, proposal, planned.fire)


def test_departments_that_can_answer_in_time_are_waited_for_and_silence_goes_to_the_coordinator(planned, clock):
    proposal = opened(planned)
    answer(planned, proposal, planned.market)
    with pytest.raises(RuleViolated, match="还有部门没有答复"):
        settle(planned, proposal)
    clock.move_to("2026-03-20T10:00:00+08:00")
    check_clocks(actor=Actor.system("定时任务", "casework.run_clocks"))
    late = Clock.objects.get(parameter_code="participation.answer", state="expired")
    for hears in SUBSCRIBERS["clock.expired"]:
        hears({"clock_id": str(late.pk)})
    assert Todo.objects.filter(step="settle_proposal", agency=planned.bureau, state="open").exists()
    settle(planned, proposal)
    assert _adopted()["silent"] == ["140100-XF"]


def test_only_the_coordinator_of_the_place_opens_and_settles(planned):
    with pytest.raises(NotAllowed, match="统筹部门组织"):
        act.open_consolidation(actor=planned.handlers[planned.market.pk], year=2026)
    elsewhere = replace(planned.coordinator, region_code="140105")
    proposal = agreed(planned)
    with pytest.raises(NotFound):
        act.settle_proposal(actor=elsewhere, proposal_id=proposal.pk, is_adopted=False, reason="不必")
    with pytest.raises(NotAllowed):
        act.settle_proposal(
            actor=planned.handlers[planned.fire.pk], proposal_id=proposal.pk, is_adopted=False, reason="不必"
        )
    with pytest.raises(RuleViolated, match="牵头部门"):
        settle(planned, proposal, lead_id=planned.bureau.pk)


def test_whom_a_proposal_does_not_concern_does_not_see_it(planned):
    proposal = opened(planned)
    third = actor_of(make_agency("SW", "商务"), Role.HANDLER)
    assert queries.get_proposal(planned.handlers[planned.fire.pk], proposal.consolidation.code, 1)
    for nobody in (third, actor_of(planned.bureau, Role.AUDITOR), Actor.public()):
        with pytest.raises(NotFound):
            queries.get_proposal(nobody, proposal.consolidation.code, 1)
        with pytest.raises(NotFound):
            act.answer_proposal(actor=nobody, proposal_id=proposal.pk, answer=Answered.AGREE)
    with pytest.raises(NotAllowed, match="没有征求"):
        act.answer_proposal(
            actor=replace(planned.coordinator), proposal_id=proposal.pk, answer=Answered.AGREE
        )  # fmt: skip


def test_one_round_at_a_time_and_none_about_nothing(planned):
    opened(planned)
    with pytest.raises(Conflict, match="正在办理"):
        opened(planned)
    with pytest.raises(RuleViolated, match="没有可以合并"):
        act.open_consolidation(actor=planned.coordinator, year=2027)


def test_a_lapsed_item_is_cancelled_and_one_seen_from_outside_goes_online(city):
    gone = make_item(city.fire, "已废止的检查")
    remote = make_item(city.market, "网络交易监测")
    published_for(city, city.fire, content_of(gone))
    published_for(city, city.market, content_of(remote, amount="全覆盖"))
    type(gone).objects.filter(pk=gone.pk).update(state="retired", valid_until=date(2026, 3, 2))
    type(remote).objects.filter(pk=remote.pk).update(method="网络监测")
    found = act.open_consolidation(actor=city.coordinator, year=2026)
    online, cancel = found.proposals.order_by("-saved")
    assert (cancel.kind, online.kind, online.saved) == ("cancel", "online", 10)
    told = [one.why for one in queries.explained([cancel, online])]
    assert told[0] == ["事项已经失效：已废止的检查。"] and "网络交易监测" in told[1][0]
    answer(city, cancel, city.fire)
    answer(city, online, city.market)
    settle(city, cancel, lead_id=None)
    settle(city, online, lead_id=None)
    assert cancel.proposal_lines.get().result.state == "cancelled"
    assert online.proposal_lines.get().result.way == "off_site"


def test_more_often_than_the_published_cap_is_brought_down_to_it(city):
    FrequencyCap.objects.create(
        agency=city.market, times=2, citation="公布的上限", state="published", valid_from=date(2026, 1, 1),
        set_at="2026-01-01T00:00:00+08:00",
    )  # fmt: skip
    published_for(city, city.market, content_of(city.market_item, amount="全覆盖；4次/年"))
    proposal = opened(city)
    assert (proposal.kind, proposal.saved) == ("change", 20)
    answer(city, proposal, city.market)
    settle(city, proposal, lead_id=None)
    assert proposal.proposal_lines.get().result.wanted_frequency.per_year == 2


def test_what_the_province_checks_is_not_checked_again_below(city):
    make_region("140000", "山西省", "province")
    province = make_agency("SCJG", "市场监督管理", region="140000")
    make_agency("SP", "行政审批服务管理", region="140000")
    content = content_of(city.market_item, amount="全覆盖；1次/年", scope={"regions": ["140000"]})
    type(city.market_item.item).objects.filter(pk=city.market_item.item_id).update(region=None)
    published_for(city, province, replace(content, scope={}))
    published_for(city, city.market, replace(content, scope={}))
    proposal = opened(city)
    assert (proposal.kind, proposal.common) == ("cancel", 10)
    assert [row.line.plan.agency for row in proposal.proposal_lines.all()] == [city.market]
    assert "上级已有计划" in queries.explained([proposal])[0].why[-1]


def test_computing_costs_the_same_for_few_lines_and_many(planned, django_assert_num_queries):

    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.consolidate(planned.coordinator, "140100", 2026)
    third = make_agency("SW", "商务")
    more = [content_of(make_item(third, f"事项{n}"), title=f"任务{n}") for n in range(6)]
    published_for(planned, third, *more)
    with django_assert_num_queries(len(few)):
        computed = queries.consolidate(planned.coordinator, "140100", 2026)
    assert computed.own == 8


def test_a_list_of_proposals_costs_the_same_however_long(planned, django_assert_max_num_queries):
    proposal = opened(planned)
    with django_assert_max_num_queries(10):
        rows = queries.proposals_of(planned.coordinator, proposal.consolidation, ProposalFilter(agency="140100-XF"))
        assert len(queries.explained(rows)) == 1


@pytest.fixture
def filed(city):
    """As `planned`, but the fire department's plan is filed and not published yet."""
    sharing_a_point(city.market_item, city.fire_item)
    often = content_of(city.market_item, amount="全覆盖；2次/年", window_until=date(2026, 7, 1))
    rarely = content_of(
        city.fire_item, title="消防抽查", amount="全覆盖；1次/年", window_from=date(2026, 7, 15),
        window_until=date(2026, 9, 1),
    )  # fmt: skip
    city.market_plan = published_for(city, city.market, often)
    city.fire_plan = filed_for(city, city.fire, rarely)
    return city


def publish_plan_of(city):
    return act.publish_plan(actor=actor_of(city.fire, Role.HEAD), plan_id=city.fire_plan.pk)


def test_a_filed_plan_is_compared_and_what_is_agreed_is_written_into_it_before_it_is_published(filed):
    proposal = settle(filed, agreed(filed))
    was, line = filed.fire_plan.lines.order_by("version")
    assert (was.state, was.valid_from == was.valid_until) == ("superseded", True)
    assert (line.state, line.version, line.window_until, line.valid_from) == ("draft", 2, date(2026, 7, 1), None)
    assert line.reason.startswith("撮合") and [one.agency for one in line.cooperations.all()] == [filed.market]
    assert not queries.lines_of(Actor.public(), filed.fire_plan).exists()
    publish_plan_of(filed)
    line.refresh_from_db()
    assert (line.state, line.valid_from) == ("in_force", date(2026, 3, 2))
    assert list(queries.lines_of(Actor.public(), filed.fire_plan, on=date(2026, 3, 2))) == [line]
    assert proposal.proposal_lines.get(place=1).result == line


def test_the_joint_plan_waits_for_the_plans_it_is_made_of(filed):
    proposal = settle(filed, agreed(filed))
    with pytest.raises(RuleViolated, match="消防救援局 2026 年度检查计划已备案、还没有公布"):
        act.publish_joint_plan(actor=filed.coordinator, round_id=proposal.consolidation_id)
    publish_plan_of(filed)
    assert act.publish_joint_plan(actor=filed.coordinator, round_id=proposal.consolidation_id).state == "published"


def test_a_filed_plan_that_is_published_meanwhile_changes_as_a_published_one(filed):
    proposal = agreed(filed)
    publish_plan_of(filed)
    settle(filed, proposal)
    assert [line.state for line in filed.fire_plan.lines.order_by("version")] == ["superseded", "in_force"]


def test_a_filed_line_that_is_cancelled_is_not_published(city):
    gone = make_item(city.fire, "已废止的检查")
    plan = filed_for(city, city.fire, content_of(gone), content_of(city.fire_item, title="消防抽查"))
    type(gone).objects.filter(pk=gone.pk).update(state="retired", valid_until=date(2026, 3, 2))
    found = act.open_consolidation(actor=city.coordinator, year=2026)
    proposal = found.proposals.get(kind="cancel")
    answer(city, proposal, city.fire)
    settle(city, proposal, lead_id=None)
    act.publish_plan(actor=actor_of(city.fire, Role.HEAD), plan_id=plan.pk)
    assert [line.title for line in queries.lines_of(Actor.public(), plan)] == ["消防抽查"]


def test_a_plan_that_is_only_handed_in_is_not_compared(filed):
    filed.fire_plan.state = "submitted"
    filed.fire_plan.save()
    with pytest.raises(RuleViolated, match="没有可以合并"):
        opened(filed)
