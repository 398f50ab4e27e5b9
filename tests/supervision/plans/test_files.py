"""A plan comes in as a file: kept as it came, read row by row, taken back while nothing was built on it."""

import io

import pytest

from tests.supervision.planning.factories import actor_of
from tests.supervision.plans.factories import content_of, handler, head
from tongjian.foundation.exchange.choices import Dataset, RowOutcome
from tongjian.foundation.exchange.models import Finding, QualityFigure, StagedRow
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.exchange.queries import list_batches
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.plans import operations as act
from tongjian.supervision.plans.models import PlanLine

HEAD = "任务或领域,抽查事项,抽查对象,抽查比例及频次,起止时间,配合部门"
ROWS = ("旅行社抽查,,旅行社,3%;2次/年,3月—12月,消防救援局", "肥料抽查,,肥料,抽查1,,", "书店抽查,,书店,20户,,")


@pytest.fixture
def plan(city):
    return act.draft_plan(actor=handler(city), year=2026)


def file_of(*rows, header=HEAD):
    return io.BytesIO("\n".join([header, *rows]).encode())


def staged(city, plan, *rows):
    batch = act.receive_plan_file(actor=handler(city), plan_id=plan.pk, file=file_of(*rows), file_name="计划.csv")
    return act.stage_lines(actor=handler(city), batch_id=batch.pk)


def brought(city, plan, *rows):
    return act.apply_lines(actor=handler(city), batch_id=staged(city, plan, *rows).pk)


def undo(city, batch, actor=None):
    return act.undo_lines(actor=actor or handler(city), batch_id=batch.pk, reason="导错了文件")


def test_rows_that_are_understood_become_lines_and_the_others_go_back_with_column_and_sentence(city, plan):
    batch = brought(city, plan, *ROWS)
    assert (batch.rows, batch.accepted, batch.rejected, batch.created) == (3, 2, 1, 2)
    finding = Finding.objects.get(batch=batch)
    assert (finding.row, finding.column, finding.value) == (3, "抽查比例及频次", "抽查1")
    assert "只有数、没有单位" in finding.sentence
    first, second = plan.lines.order_by("number")
    assert (first.amount, first.frequency, first.cooperating.get()) == ("3%", "每年2次", city.fire)
    assert (second.number, second.amount, str(second.window_until)) == (2, "20户", "2027-01-01")
    assert QualityFigure.objects.filter(batch=batch, rule="not_understood", rows=1).exists()
    assert str(batch.pk) in Entry.objects.get(action="plan.imported").data


def test_what_the_plan_has_already_is_not_added_again_nor_twice_from_one_file(city, plan):
    brought(city, plan, ROWS[0])
    batch = brought(city, plan, ROWS[0], ROWS[2], ROWS[2])
    outcomes = StagedRow.objects.filter(batch=batch).order_by("row").values_list("outcome", flat=True)
    assert list(outcomes) == [RowOutcome.UNCHANGED, RowOutcome.CREATED, RowOutcome.UNCHANGED]
    assert plan.lines.count() == 2


def test_columns_with_other_heads_are_read_as_a_person_says(city, plan):
    file = file_of("旅行社抽查,3%", header="干什么,查多少")
    batch = act.receive_plan_file(actor=handler(city), plan_id=plan.pk, file=file, file_name="计划.csv")
    mapping = {"title": "干什么", "amount": "查多少"}
    with pytest.raises(RuleViolated, match="抽查比例及频次"):
        act.start_staging_lines(actor=handler(city), batch_id=batch.pk, mapping={"title": "干什么"})
    act.start_staging_lines(actor=handler(city), batch_id=batch.pk, mapping=mapping)
    assert act.stage_lines(actor=handler(city), batch_id=batch.pk).accepted == 1


def test_an_import_is_taken_back_as_long_as_nobody_worked_on_its_lines(city, plan):
    act.write_line(actor=handler(city), plan_id=plan.pk, content=content_of(city.market_item))
    batch = brought(city, plan, *ROWS)
    act.remove_line(actor=handler(city), line_id=plan.lines.get(title="书店抽查").pk)
    assert undo(city, batch).state == "undone"
    assert [line.title for line in plan.lines.all()] == ["食品经营抽查"]
    assert Entry.objects.filter(action="plan.import_undone").count() == 1


def test_it_stays_once_a_line_was_worked_on_or_the_plan_was_handed_in(city, plan):
    batch = brought(city, plan, *ROWS)
    content = content_of(city.market_item, title="旅行社抽查", amount="3%；每年2次", object_words="旅行社")
    act.write_line(actor=handler(city), plan_id=plan.pk, content=content, number=1)
    with pytest.raises(RuleViolated, match="第 1 项“旅行社抽查”之后已有修改") as refused:
        undo(city, batch)
    assert (refused.value.code, plan.lines.count()) == ("undo_blocked", 2)
    act.remove_line(actor=handler(city), line_id=plan.lines.get(number=2).pk)
    other = brought(city, plan, "加油站抽查,,加油站,全覆盖,,")
    content = content_of(city.market_item, title="加油站抽查", amount="全覆盖", object_words="加油站")
    act.write_line(actor=handler(city), plan_id=plan.pk, content=content, number=PlanLine.objects.last().number)
    act.hand_in_plan(actor=handler(city), plan_id=plan.pk)
    with pytest.raises(IllegalTransition):
        undo(city, other)
    with pytest.raises(IllegalTransition):
        staged(city, plan, ROWS[0])


def test_another_department_neither_sees_nor_brings_in_nor_takes_back(city, plan):
    fire, coordinator = city.handlers[city.fire.pk], actor_of(city.bureau, Role.COORDINATOR)
    with pytest.raises(NotFound):
        act.receive_plan_file(actor=fire, plan_id=plan.pk, file=file_of(ROWS[0]), file_name="计划.csv")
    batch = brought(city, plan, *ROWS)
    for stranger in (fire, coordinator):
        assert not list_batches(stranger, dataset=Dataset.PLANS).exists()
        with pytest.raises(NotFound):
            undo(city, batch, actor=stranger)
    with pytest.raises(NotAllowed):
        undo(city, batch, actor=actor_of(city.market, Role.AUDITOR))
    with pytest.raises(NotAllowed):
        act.receive_plan_file(actor=head(city), plan_id=plan.pk, file=file_of(ROWS[0]), file_name="计划.csv")


def test_a_file_that_came_by_itself_is_for_the_annual_plan_in_draft(city):
    def come():
        file = file_of(ROWS[0])
        batch = receive_batch(actor=handler(city), dataset=Dataset.PLANS, file=file, file_name="计划.csv")
        return act.stage_lines(actor=handler(city), batch_id=batch.pk)

    with pytest.raises(RuleViolated, match="没有编制中的年度计划"):
        come()
    plan = act.draft_plan(actor=handler(city), year=2026)
    act.apply_lines(actor=handler(city), batch_id=come().pk)
    assert plan.lines.get().title == "旅行社抽查"
