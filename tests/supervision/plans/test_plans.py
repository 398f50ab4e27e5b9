"""From a draft to a published plan."""

from datetime import date

import pytest

from tests.supervision.planning.factories import actor_of
from tests.supervision.plans.factories import content_of, drafted, handler, head, published, receiver, submitted
from tests.supervision.scenarios.factories import make_published, make_scenario
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import EnforcementStatus
from tongjian.supervision.plans import operations as act
from tongjian.supervision.plans import queries
from tongjian.supervision.plans.choices import PlanKind
from tongjian.supervision.plans.models import Plan


def open_steps():
    return sorted(Todo.objects.filter(state="open").values_list("step", flat=True))


def test_a_plan_goes_from_the_handler_over_the_head_and_the_filing_to_the_public(city):
    plan = drafted(city)
    assert (plan.code, plan.title) == ("140100-SCJG-2026-JH01", "太原市市场监督管理局 2026 年度检查计划")
    act.hand_in_plan(actor=handler(city), plan_id=plan.pk)
    assert open_steps() == ["review_plan"]
    plan = act.submit_plan(actor=head(city), plan_id=plan.pk)
    assert (plan.state, plan.filed_with, open_steps()) == ("submitted", city.bureau, ["file_plan"])
    assert list(queries.list_plans(Actor.public(), queries.PlanFilter())) == []
    act.file_plan(actor=receiver(city), plan_id=plan.pk)
    assert open_steps() == ["publish_plan"]
    plan = act.publish_plan(actor=head(city), plan_id=plan.pk)
    assert (plan.state, open_steps()) == ("published", [])
    (line,) = queries.lines_of(Actor.public(), plan)
    assert (line.amount, line.frequency, line.state) == ("≥10%", "每年1次", "in_force")
    assert set(Clock.objects.values_list("parameter_code", "state")) == {
        ("plans.filing", "met"), ("plans.publish", "met"),
    }  # fmt: skip


def test_a_campaign_names_its_document_and_is_published_within_t08(city):
    with pytest.raises(RuleViolated, match="依据的文件"):
        act.draft_plan(actor=handler(city), year=2026, kind=PlanKind.CAMPAIGN, title="燃气专项")
    plan = submitted(city, kind=PlanKind.CAMPAIGN, title="燃气专项", basis="并安委〔2026〕3号")
    act.file_plan(actor=receiver(city), plan_id=plan.pk)
    assert Clock.objects.get(state="running").parameter_code == "T08"


def test_a_plan_is_sent_back_by_the_head_and_returned_by_the_superior_with_a_reason(city):
    plan = act.hand_in_plan(actor=handler(city), plan_id=drafted(city).pk)
    Plan.objects.update(created_by=None)  # the actors of the tests have no rows a to-do could name
    with pytest.raises(RuleViolated, match="请写明"):
        act.send_back_plan(actor=head(city), plan_id=plan.pk, note=" ")
    assert act.send_back_plan(actor=head(city), plan_id=plan.pk, note="比例偏低").state == "draft"
    act.hand_in_plan(actor=handler(city), plan_id=plan.pk)
    act.submit_plan(actor=head(city), plan_id=plan.pk)
    assert act.return_plan(actor=receiver(city), plan_id=plan.pk, note="与上级计划重复").state == "draft"
    assert open_steps() == ["mend_plan"]


def test_who_compiled_it_does_not_approve_it_and_another_department_neither_sees_nor_files_it(city):
    both = actor_of(city.market, Role.HEAD, permissions=head(city).permissions | handler(city).permissions)
    plan = act.draft_plan(actor=both, year=2026)
    act.write_line(actor=both, plan_id=plan.pk, content=content_of(city.market_item))
    act.hand_in_plan(actor=both, plan_id=plan.pk)
    with pytest.raises(NotAllowed, match="自己编制"):
        act.submit_plan(actor=both, plan_id=plan.pk)
    with pytest.raises(NotFound):
        act.submit_plan(actor=city.heads[city.fire.pk], plan_id=plan.pk)
    act.submit_plan(actor=head(city), plan_id=plan.pk)
    with pytest.raises(NotAllowed, match="受理备案"):
        act.file_plan(actor=head(city), plan_id=plan.pk)
    with pytest.raises(IllegalTransition):
        act.publish_plan(actor=head(city), plan_id=plan.pk)


def test_one_annual_plan_a_year_unless_it_was_withdrawn(city):
    plan = drafted(city)
    with pytest.raises(Conflict, match="已有"):
        act.draft_plan(actor=handler(city), year=2026)
    act.withdraw_plan(actor=head(city), plan_id=plan.pk, reason="机构改革，重新编制")
    assert act.draft_plan(actor=handler(city), year=2026).code.endswith("JH02")


def test_a_plan_is_not_handed_in_without_items_objects_or_lines(city):
    plan = act.draft_plan(actor=handler(city), year=2026)
    with pytest.raises(RuleViolated, match="还没有项目"):
        act.hand_in_plan(actor=handler(city), plan_id=plan.pk)
    line = act.write_line(actor=handler(city), plan_id=plan.pk, content=content_of(object_words=""))
    with pytest.raises(RuleViolated, match="没有选择本部门的检查事项"):
        act.hand_in_plan(actor=handler(city), plan_id=plan.pk)
    content = content_of(city.market_item, object_words="")
    act.write_line(actor=handler(city), plan_id=plan.pk, content=content, number=line.number)
    with pytest.raises(RuleViolated, match="没有写明检查对象"):
        act.hand_in_plan(actor=handler(city), plan_id=plan.pk)
    act.remove_line(actor=handler(city), line_id=line.pk)
    assert plan.lines.count() == 0


def test_what_can_be_checked_without_entering_is_checked_on_site_only_with_a_reason(city):
    city.market_item.method = "现场检查;书面检查"
    city.market_item.save()
    plan = drafted(city)
    with pytest.raises(RuleViolated) as refusal:
        act.hand_in_plan(actor=handler(city), plan_id=plan.pk)
    assert refusal.value.code == "W09"
    why = content_of(city.market_item, on_site_reason="须核对后厨实际状况")
    act.write_line(actor=handler(city), plan_id=plan.pk, content=why, number=1)
    assert act.hand_in_plan(actor=handler(city), plan_id=plan.pk).state == "review"


def test_a_department_without_published_status_and_items_out_of_force_are_refused(city):
    plan = act.hand_in_plan(actor=handler(city), plan_id=drafted(city).pk)
    city.market_item.valid_until = "2026-02-01"
    city.market_item.save()
    with pytest.raises(RuleViolated) as refusal:
        act.submit_plan(actor=head(city), plan_id=plan.pk)
    assert refusal.value.code == "V02"
    EnforcementStatus.objects.filter(agency=city.market).delete()
    with pytest.raises(RuleViolated) as refusal:
        act.submit_plan(actor=head(city), plan_id=plan.pk)
    assert refusal.value.code == "V01"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "约3%"}, "比例前面的话看不懂"),
        ({"amount": "每年1次"}, "没有写比例"),
        ({"window_until": "2027-02-01"}, "2026 年之内"),
        ({"title": " "}, "检查任务"),
        ({"scope": {"regions": ["140200"]}}, "不在本部门辖区"),
    ],
)
def test_a_line_that_is_not_understood_is_refused_with_a_sentence(city, changes, sentence):
    plan = act.draft_plan(actor=handler(city), year=2026)
    if "window_until" in changes:
        changes = {"window_until": date.fromisoformat(changes["window_until"])}
    with pytest.raises(RuleViolated, match=sentence):
        act.write_line(actor=handler(city), plan_id=plan.pk, content=content_of(city.market_item, **changes))


def test_departments_that_handed_in_no_plan_are_asked_until_they_did(city):
    robot = Actor.system("定时任务：年度计划", "plans.ask", "plans.view")
    published(city)
    assert act.ask_for_plans(actor=robot) == 2  # fire, and the coordinator whose status the tests publish too
    assert act.ask_for_plans(actor=robot) == 2
    todo = Todo.objects.get(agency=city.fire, step="annual_plan_2026")
    assert todo.title == "制定 2026 年度检查计划（2026-03-31 前）"
    with pytest.raises(NotAllowed):
        act.ask_for_plans(actor=head(city))


def test_a_line_may_name_a_matter_in_force_and_means_the_department_s_own_items_of_it(city):
    matter = make_published(city)
    plan = act.draft_plan(actor=handler(city), year=2026)
    line = act.write_line(actor=handler(city), plan_id=plan.pk, content=content_of(scenario_version_id=matter.pk))
    assert queries.items_of(line) == [city.market_item]
    assert act.hand_in_plan(actor=handler(city), plan_id=plan.pk).state == "review"
    other = make_scenario(city, name="还没有启用的一件事")
    Plan.objects.update(created_by=None)
    act.send_back_plan(actor=head(city), plan_id=plan.pk, note="换一件事")
    with pytest.raises(RuleViolated, match="没有启用"):
        act.write_line(actor=handler(city), plan_id=plan.pk, content=content_of(scenario_version_id=other.pk))
