"""The register of officers comes in as a file, says what is wrong in each row, goes out in the same shape, and comes
back."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.org.factories import AgencyFactory, OfficerFactory, PostFactory, actor_in, operator
from tongjian.doors.face.exports import csv_response, xlsx_response
from tongjian.foundation.exchange import policies as exchange_policies
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch, Finding
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.models import Officer
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.columns import propose_officer_columns
from tongjian.supervision.catalog.models import Qualification

HEAD = "姓名,执法证号,机关,发证日期,有效期至,身份,在岗情况,可检查事项编码,登录用户名"


@pytest.fixture
def items(draft):
    return [draft(name).item for name in ("甲检查", "乙检查")]


@pytest.fixture
def stage(host):
    def stage(*rows, actor=host, head=HEAD, data=None):
        data = data or "\n".join([head, *rows]).encode()
        batch = receive_batch(actor=actor, dataset=Dataset.OFFICERS, file=io.BytesIO(data), file_name="名录.csv")
        return act.stage_officers(actor=actor, batch_id=batch.pk)

    return stage


@pytest.fixture
def bring(stage, host):
    def bring(*rows, actor=host, **given):
        return act.apply_officers(actor=actor, batch_id=stage(*rows, actor=actor, **given).pk)

    return bring


def counts(batch):
    return batch.created, batch.updated, batch.unchanged, batch.rejected


def rules():
    return sorted(Finding.objects.values_list("rule", flat=True))


def held(officer):
    return set(Qualification.objects.filter(officer=officer, valid_until=None).values_list("item__code", flat=True))


def test_officers_come_in_by_name_or_code_of_agency_with_account_and_items(bring, market, police, items):
    user = PostFactory(agency=market).user
    first, second = (item.code for item in items)
    batch = bring(
        f"张三,14010500001,{market.name},2024-01-01,2029年12月31日,执法人员,在岗,{first}、{second},{user.username}",
        f"李四,14010500002,{police.code},2024/1/1,20291231,执法辅助人员,,,",
    )
    assert counts(batch) == (2, 0, 0, 0)
    three, four = Officer.objects.order_by("certificate_number")
    assert (three.agency, three.user, three.certificate_until) == (market, user, date(2030, 1, 1))
    assert held(three) == {first, second}
    assert (four.agency, four.is_auxiliary, four.is_active) == (police, True, True)
    assert Entry.objects.filter(action="officer.imported").count() == 2


def test_a_head_that_says_exclusive_is_read_so(bring, market):
    assert propose_officer_columns(["姓名", "执法证号", "有效期至（不含）"])["certificate_until"] == "有效期至（不含）"
    bring(f"张三,14010500001,{market.name},2030-01-01", head="姓名,执法证号,机关,有效期至（不含）")
    assert Officer.objects.get().certificate_until == date(2030, 1, 1)


def test_an_empty_cell_leaves_things_as_they_are_and_none_takes_items_away(bring, market, items):
    row = f"张三,14010500001,{market.name},2024-01-01,2029-12-31,执法辅助人员,离岗,{items[0].code},"
    bring(row)
    assert counts(bring(f"张三,14010500001,{market.name},,2029-12-31,,,,")) == (0, 0, 1, 0)
    assert counts(bring(f"张三,14010500001,{market.name},,2030-12-31,,在岗,全部取消,")) == (0, 1, 0, 0)
    officer = Officer.objects.get()
    assert (officer.is_auxiliary, officer.is_active, officer.certificate_until) == (True, True, date(2031, 1, 1))
    assert held(officer) == set()


def test_each_row_says_what_is_wrong_and_shows_no_name_or_number(stage, market, items, draft):
    OfficerFactory(certificate_number="014010500009")
    holder = OfficerFactory(agency=market, user=PostFactory(agency=market).user)
    office = market.name
    batch = stage(
        f",14010500001,{office},,2029-12-31,,,,",
        "王小五,14010500002,没有的局,,2029-12-31,,,,",
        f"王小五,14010500003,{office},2030-01-01,2029-12-31,,,,",
        f"王小五,14010500004,{office},,去年底,,,,",
        f"王小五,14010500005,{office},,2029-12-31,,在家,,",
        f"王小五,14010500006,{office},,2029-12-31,,,NO-SUCH-01,",
        f"王小五,14010500007,{office},,2029-12-31,,,,nobody",
        f"王小五,14010500008,{office},,2029-12-31,,,,{holder.user.username}",
        f"王小五,14010500009,{office},,2029-12-31,,,,",
        f"王小五,14010500010,{office},,2020-12-31,,,食品安全,",
        f"王小五,14010500010,{office},,2029-12-31,,,,",
    )
    assert (batch.accepted, batch.rejected) == (1, 10)
    assert rules() == sorted([
        "name_missing", "agency_unknown", "certificate_dates", "day_unreadable", "state_unknown", "item_unknown",
        "account_unusable", "account_unusable", "leading_zero_lost", "items_in_words", "certificate_expired",
        "certificate_number_twice",
    ])  # fmt: skip
    shown = " ".join(Finding.objects.values_list("value", flat=True))
    assert "王小五" not in shown and "14010500010" not in shown and holder.user.username not in shown


def test_a_reviewer_brings_in_the_own_agency_only(bring, reviewer, handler, market, police):
    OfficerFactory(agency=police, certificate_number="14010500003")
    batch = bring(
        "张三,14010500001,,,2029-12-31,,,,",
        f"李四,14010500002,{police.name},,2029-12-31,,,,",
        f"王五,14010500003,{market.name},,2029-12-31,,,,",
        actor=reviewer,
    )
    assert counts(batch) == (1, 0, 0, 2)
    assert rules() == ["agency_of_others", "certificate_of_others"]
    assert Officer.objects.get(certificate_number="14010500001").agency == market
    with pytest.raises(NotAllowed):
        bring("张三,1,,,2029-12-31,,,,", actor=handler)


def test_an_operator_sees_the_registers_brought_in_and_no_other_batches(stage, market, host):
    keeper = operator()
    mine = stage(f"张三,14010500001,{market.name},,2029-12-31,,,,", actor=keeper)
    stage(f"李四,14010500002,{market.name},,2029-12-31,,,,")
    assert list(exchange_policies.visible_batches(keeper)) == [mine]


@pytest.mark.parametrize("write", [csv_response, xlsx_response])
def test_what_is_exported_comes_back_unchanged(write, stage, bring, market, police, items, host):
    user = PostFactory(agency=market).user
    bring(
        f"张三,014010500001,{market.name},2024-01-01,2029-12-31,执法人员,在岗,{items[0].code},{user.username}",
        f"李四,14010500002,{police.name},,2020-12-31,执法辅助人员,离岗,,",
    )
    response = write(queries.OFFICER_EXPORT, queries.export_officers(host), "名录")
    content = b"".join(response)
    if write is xlsx_response:
        response.file_to_stream.close()
    staged = stage(data=content)
    found = queries.preview_officers(host, staged)
    assert (found.added, found.changed, found.unchanged, found.rejected) == ((), (), 2, 0)
    assert counts(act.apply_officers(actor=host, batch_id=staged.pk)) == (0, 0, 2, 0)


def test_the_preview_says_field_by_field_what_changes_and_who_is_absent(stage, bring, market, police, items, host):
    bring(f"张三,14010500001,{market.name},,2029-12-31,,,,", f"赵六,14010500006,{market.name},,2029-12-31,,,,")
    found = queries.preview_officers(
        host,
        stage(
            f"张三,14010500001,{market.name},,2030-12-31,,离岗,{items[0].code},",
            f"李四,14010500002,{market.name},,2029-12-31,,,,",
        ),
    )
    [change] = found.changed
    said = {one.label: (one.before, one.after) for one in change.fields}
    assert said["有效期至（不含当日）"] == ("2030-01-01", "2031-01-01")
    assert (said["在岗"], said["可检查事项"]) == (("是", "否"), (f"{items[0].code}（无）", items[0].code))
    assert [one.name for one in found.added] == ["李四"]
    assert [officer.name for officer in found.absent] == ["赵六"]


def test_a_batch_is_taken_back_whole_and_not_under_a_later_change(bring, market, items, host):
    bring(f"张三,14010500001,{market.name},,2029-12-31,,,{items[0].code},")
    batch = bring(
        f"张三,14010500001,{market.name},,2030-12-31,,,{items[1].code},",
        f"李四,14010500002,{market.name},,2029-12-31,,,{items[1].code},",
    )
    act.undo_officers(actor=host, batch_id=batch.pk, reason="传错了文件")
    officer = Officer.objects.get()
    assert (officer.certificate_until, held(officer)) == (date(2030, 1, 1), {items[0].code})
    again = bring(f"李四,14010500002,{market.name},,2029-12-31,,,,")
    Officer.objects.filter(certificate_number="14010500002").update(name="李四四")
    with pytest.raises(RuleViolated, match="之后又被改过"):
        act.undo_officers(actor=host, batch_id=again.pk, reason="传错了文件")
    with pytest.raises(NotFound):
        act.undo_officers(actor=actor_in(market, "reviewer"), batch_id=again.pk, reason="不是本机关导入的")


def test_an_officer_who_moves_to_another_kind_of_department_leaves_its_items(bring, market, police, items):
    bring(f"张三,14010500001,{market.name},,2029-12-31,,,{items[0].code},")
    bring(f"张三,14010500001,{police.name},,2029-12-31,,,,")
    officer = Officer.objects.get()
    assert (officer.agency, held(officer)) == (police, set())


def test_checking_costs_the_same_queries_however_many_rows(stage, market):
    def cost(count, start):
        rows = [f"某人,140105{start + n:05},{market.name},,2029-12-31,,,," for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            stage(*rows)
        return len(captured)

    cost(1, 500)  # what is asked once for all files
    assert cost(3, 0) == cost(40, 100)
    assert Batch.objects.filter(rejected=0).count() == 3


def test_agencies_of_one_name_are_told_apart_by_code(stage, market, kinds):
    AgencyFactory(kind=kinds["YJ"], name=market.name)
    stage(f"张三,14010500001,{market.name},,2029-12-31,,,,", f"李四,14010500002,{market.code},,2029-12-31,,,,")
    assert rules() == ["agency_ambiguous"]
