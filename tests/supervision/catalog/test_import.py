"""Files of items and checklists: what comes in, what is said about the rest, and the way back."""

import csv
import io

import pytest

from tests.data import variants
from tests.foundation.org.factories import OfficerFactory, PostFactory, actor_in
from tongjian.foundation.exchange.choices import BatchState, Dataset, RowOutcome
from tongjian.foundation.exchange.models import Batch, Finding, StagedRow
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.exchange.tasks import apply_import
from tongjian.foundation.kernel.errors import DomainError, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.roles import CAPABILITIES
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Checklist, CheckPoint, Item, ItemVersion

HEAD = "部门,编号,抽查事项名称,抽查子项,抽查依据,抽查对象"


def rows(*lines, head=HEAD):
    return "\n".join([head, *lines]) + "\n"


def said(batch, rule):
    return list(Finding.objects.filter(batch=batch, rule=rule).order_by("row"))


def counts(batch):
    return batch.created, batch.updated, batch.unchanged


def test_a_list_of_items_comes_in_as_drafts_with_one_entry(bring_in, host):
    batch = bring_in(variants.CHECK_ITEM_LIST.read_bytes())
    assert (batch.rows, batch.accepted, batch.rejected) == (42, 39, 3)
    assert counts(batch) == (38, 0, 1)
    assert set(ItemVersion.objects.values_list("state", flat=True)) == {VersionState.DRAFT}
    [entry] = Entry.objects.filter(action="exchange.batch_applied")
    assert batch.root
    assert batch.root in entry.data
    assert not Entry.objects.filter(action="item.drafted").exists()


def test_the_same_file_again_changes_nothing(bring_in):
    first = bring_in(variants.CHECK_ITEM_LIST.read_bytes())
    again = bring_in(variants.CHECK_ITEM_LIST.read_bytes())
    assert counts(again) == (0, 0, first.accepted)
    assert (again.rejected, again.warned) == (first.rejected, first.warned)


@pytest.mark.parametrize(
    "dress",
    [
        variants.with_byte_order_mark,
        variants.in_gb18030,
        variants.as_workbook,
        lambda path: variants.separated_by(path, ";"),
        lambda path: variants.with_headers(
            path, {"抽查事项名称": "检查事项名称", "抽查子项": "子项名称", "抽查依据": "法律依据", "部门": "主管部门"}
        ),
    ],
)
def test_every_dress_of_the_file_means_the_same(bring_in, dress):
    bring_in(variants.CHECK_ITEM_LIST.read_bytes())
    assert counts(bring_in(dress(variants.CHECK_ITEM_LIST))) == (0, 0, 39)


@pytest.mark.parametrize(
    ("department", "code"),
    [
        ("市场监督管理（工商/食药监/质监）", "SCJG"),
        ("市场监督管理（市监/药监/知识产权）", "SCJG"),
        ("市监", "SCJG"),
        ("尖草坪区市场监督管理局", "SCJG"),
        ("工商行政管理", "SCJG"),
        ("SCJG", "SCJG"),
        ("公 安", "GA"),
        ("市、县级公安部门", "GA"),
        ("山西省公安厅", "GA"),
        ("交通运输局", "JT"),
        ("卫生健康委", "WJ"),
        ("卫生健康委员会", "WJ"),
        ("商务（经信）", "SW"),
        ("消防", "XF"),
        ("国家税务", "SWJ"),
        ("住房城乡建设", "ZJ"),
        ("安监局", "YJ"),
        ("应急管理", "YJ"),
        ("文化广电和旅游局", "WL"),
    ],
)
def test_a_department_is_known_by_its_many_names(bring_in, department, code):
    bring_in(rows(f"{department},1,样例事项,,《样例法》,企业"))
    assert Item.objects.get().agency_kind_id == code


@pytest.mark.parametrize("department", ["盐务管理", "管理", "局", "某某"])
def test_an_unknown_department_is_rejected_with_those_that_are_known(bring_in, department):
    batch = bring_in(rows(f"{department},1,样例事项,,《样例法》,企业"))
    [finding] = said(batch, "department_unknown")
    assert "市场监管" in finding.sentence
    assert "公安" in finding.sentence
    assert not Item.objects.exists()


def test_names_and_departments_must_be_there_and_a_missing_basis_is_said(bring_in):
    batch = bring_in(rows("公安,1,,,依据,旅馆", ",2,旅馆业检查,,依据,旅馆", "公安,3,旅馆业检查,,,旅馆"))
    assert [said(batch, rule)[0].row for rule in ("name_missing", "department_missing", "legal_basis_missing")] == [
        2, 3, 4,
    ]  # fmt: skip
    assert (batch.rejected, batch.warned, batch.created) == (2, 1, 1)


def test_a_national_code_has_14_digits_with_the_source_of_the_rule(bring_in):
    head = f"{HEAD},监管事项目录编码"
    batch = bring_in(
        rows(
            "公安,1,甲,,依据,旅馆,01234567890123",
            "公安,2,乙,,依据,旅馆,0123456789012",
            "公安,3,丙,,依据,旅馆,０１２３４５６７８９０１２４",
            head=head,
        )
    )
    assert set(Item.objects.values_list("national_code", flat=True)) == {"01234567890123", "01234567890124"}
    [finding] = said(batch, "V18")
    assert (finding.row, finding.column) == (3, "监管事项目录编码")
    assert "校验规则" in finding.sentence


def test_a_long_number_in_the_list_claims_to_be_national(bring_in):
    batch = bring_in(
        rows("公安,01234567890123,甲,,依据,旅馆", "公安,012345678901,乙,,依据,旅馆", "公安,12,丙,,依据,旅馆")
    )
    assert said(batch, "V18")[0].row == 3
    assert Item.objects.get(name="甲").code == "01234567890123"
    assert Item.objects.get(name="丙").code == "GA-0001"


def test_a_code_of_the_file_is_kept_and_leads_to_the_same_item(bring_in):
    bring_in(rows("公安,GA-LG-03,甲,,依据,旅馆"))
    assert Item.objects.get().code == "GA-LG-03"
    batch = bring_in(rows("公安,GA-LG-03,乙,,依据,旅馆"))
    assert "已用于“甲”" in said(batch, "item_code_in_use")[0].sentence
    assert counts(bring_in(rows("公安,7,甲,,依据,旅馆"))) == (0, 0, 1)


def test_one_item_twice_in_a_file_the_first_counts(bring_in):
    batch = bring_in(
        rows("公安,1,甲,,依据一,旅馆", "公安,1,甲,,依据一,旅馆", "公安,2,甲,,依据二,旅馆", "公安,3,甲,子项,依据,旅馆")
    )
    assert "第 2 行" in said(batch, "row_twice")[0].sentence
    assert [(finding.row, finding.severity) for finding in said(batch, "item_twice")] == [(4, "reject")]
    assert (batch.accepted, *counts(batch)) == (3, 2, 0, 1)


def test_names_with_line_breaks_and_odd_characters_come_in_as_they_are_said(bring_in):
    bring_in(rows('公安,1,"旅馆业\n检查（试行）·A&B",=1+1,依据,旅馆'))
    item = Item.objects.get()
    assert (item.name, item.sub_name) == ("旅馆业检查（试行）·A&B", "=1+1")


def test_what_is_too_long_is_rejected_and_named(bring_in):
    batch = bring_in(rows(f"公安,1,{'长' * 201},,依据,旅馆", f"公安,2,甲,,依据,{'长' * 201}"))
    assert [finding.row for finding in said(batch, "too_long")] == [2, 3]


def test_a_changed_text_changes_the_draft_and_never_a_published_version(bring_in, police):
    handler, head = actor_in(police, "handler"), actor_in(police, "head")
    bring_in(rows("公安,1,甲,,依据一,旅馆"))
    assert counts(bring_in(rows("公安,1,甲,,依据二,旅馆"))) == (0, 1, 0)
    [version] = ItemVersion.objects.all()
    assert (version.number, version.legal_basis) == (1, "依据二")
    act.submit_version(actor=handler, version_id=version.pk)
    act.publish_version(actor=head, version_id=version.pk)
    assert counts(bring_in(rows("公安,1,甲,,依据三,旅馆"))) == (0, 1, 0)
    first, second = ItemVersion.objects.order_by("number")
    assert (first.state, first.legal_basis) == (VersionState.PUBLISHED, "依据二")
    assert (second.state, second.legal_basis) == (VersionState.DRAFT, "依据三")


def test_a_column_that_is_not_in_the_file_changes_nothing(bring_in):
    bring_in(rows("公安,1,甲,,依据一,旅馆"))
    assert counts(bring_in("部门,抽查事项名称,抽查依据\n公安,甲,依据一\n")) == (0, 0, 1)
    assert counts(bring_in("部门,抽查事项名称,抽查依据,抽查对象\n公安,甲,依据一,\n")) == (0, 1, 0)
    assert ItemVersion.objects.get().object_kind == ""


def test_an_item_under_review_takes_no_other_words(bring_in, police):
    bring_in(rows("公安,1,甲,,依据一,旅馆"))
    act.submit_version(actor=actor_in(police, "handler"), version_id=ItemVersion.objects.get().pk)
    batch = bring_in(rows("公安,1,甲,,依据二,旅馆"))
    assert said(batch, "item_in_review")
    assert counts(bring_in(rows("公安,1,甲,,依据一,旅馆"))) == (0, 0, 1)


def test_submitted_between_check_and_application_it_stays_as_it_is(kinds, host, police, bring_in):
    bring_in(rows("公安,1,甲,,依据一,旅馆"))
    file = io.BytesIO(rows("公安,1,甲,,依据二,旅馆").encode())
    batch = receive_batch(actor=host, dataset=Dataset.ITEMS, file=file, file_name="b.csv")
    act.stage_items(actor=host, batch_id=batch.pk)
    act.submit_version(actor=actor_in(police, "handler"), version_id=ItemVersion.objects.get().pk)
    batch = act.apply_items(actor=host, batch_id=batch.pk)
    assert counts(batch) == (0, 0, 0)
    assert StagedRow.objects.get(batch=batch).outcome == RowOutcome.REJECTED
    assert ItemVersion.objects.get().legal_basis == "依据一"


def test_a_retired_item_is_said_and_only_another_text_makes_a_draft(bring_in, police):
    handler, head = actor_in(police, "handler"), actor_in(police, "head")
    bring_in(rows("公安,1,甲,,依据一,旅馆"))
    version = ItemVersion.objects.get()
    act.submit_version(actor=handler, version_id=version.pk)
    act.publish_version(actor=head, version_id=version.pk)
    act.retire_version(actor=head, version_id=version.pk, reason="法律修改")
    batch = bring_in(rows("公安,1,甲,,依据一,旅馆"))
    assert said(batch, "item_retired")
    assert counts(batch) == (0, 0, 1)


def test_a_department_brings_in_its_own_items_only(bring_in, market, police):
    batch = bring_in(rows("公安,1,甲,,依据,旅馆", "市场监管,2,乙,,依据,企业"), actor=actor_in(market, "handler"))
    [finding] = said(batch, "department_of_others")
    assert "公安" in finding.sentence
    assert Item.objects.get().agency_kind_id == "SCJG"


def test_who_brought_the_file_in_does_not_publish_it(bring_in, market):
    both = actor_in(market, permissions=CAPABILITIES[Role.HANDLER] | CAPABILITIES[Role.REVIEWER])
    bring_in(rows("市场监管,2,乙,,依据,企业"), actor=both)
    report = act.submit_versions(actor=both, version_ids=[ItemVersion.objects.get().pk])
    assert report.done
    assert act.publish_versions(actor=both, version_ids=[report.done[0].pk]).refused


def test_only_who_may_import_brings_files_in(bring_in, reviewer, host, kinds):
    with pytest.raises(NotAllowed):
        bring_in(rows("公安,1,甲,,依据,旅馆"), actor=reviewer)
    with pytest.raises(NotAllowed):
        act.stage_items(actor=reviewer, batch_id=Batch().pk)
    for operation in (act.stage_items, act.apply_items, act.stage_checklists, act.apply_checklists):
        with pytest.raises(NotFound):
            operation(actor=host, batch_id=Batch().pk)
        with pytest.raises(NotAllowed):
            operation(actor=reviewer, batch_id=Batch().pk)


@pytest.mark.parametrize("dataset", [Dataset.ITEMS, Dataset.CHECKLISTS])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (variants.headers_only(variants.CHECK_ITEM_LIST), "file_headers_only"),
        ("甲,乙\n1,2\n", "columns_unknown"),
        (variants.in_broken_gb18030(variants.ENTITIES), "file_bytes_broken"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(bring_in, dataset, content, code):
    with pytest.raises(DomainError) as caught:
        bring_in(content, dataset=dataset)
    assert caught.value.code == code
    batch = Batch.objects.get()
    assert (batch.state, batch.refusal) == (BatchState.REFUSED, caught.value.sentence)


@pytest.mark.parametrize(
    "mapping", [{"name": "抽查事项名称"}, {"name": "部门", "department": "部门"}, {"nix": "部门"}]
)
def test_a_mapping_of_a_person_that_makes_no_sense_is_refused_and_can_be_corrected(bring_in, mapping):
    with pytest.raises(RuleViolated):
        bring_in(rows("公安,1,甲,,依据,旅馆"), mapping=mapping)
    assert Batch.objects.get().state == BatchState.RECEIVED


def test_the_columns_may_be_named_by_a_person(bring_in):
    bring_in("甲列,乙列\n公安,旅馆业检查\n", mapping={"department": "甲列", "name": "乙列", "note": ""})
    assert Item.objects.get().name == "旅馆业检查"


def test_the_checklist_of_a_row_is_attached_where_it_exists(bring_in):
    bring_in("表号,表名,序号,检查内容\nB01,旅馆检查表,1,登记\n", dataset=Dataset.CHECKLISTS)
    batch = bring_in(rows("公安,1,甲,,依据,旅馆,B01", "公安,2,乙,,依据,旅馆,B99", head=f"{HEAD},检查表号"))
    assert ItemVersion.objects.get(item__name="甲").checklist.code == "B01"
    assert said(batch, "checklist_unknown")[0].row == 3
    assert counts(bring_in(rows("公安,1,甲,,依据,旅馆,B01", head=f"{HEAD},检查表号"))) == (0, 0, 1)


def test_the_cost_does_not_grow_with_the_rows_that_are_known(bring_in, django_assert_max_num_queries):
    text = rows(*(f"公安,{n},样例{n},,依据,旅馆" for n in range(200)))
    bring_in(text)
    with django_assert_max_num_queries(67):
        bring_in(text)


def test_an_import_can_be_undone(bring_in, host):
    bring_in(rows("公安,1,甲,,依据一,旅馆"))
    batch = bring_in(rows("公安,1,甲,,依据二,旅馆", "公安,2,乙,,依据,旅馆"))
    act.undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")
    assert [version.legal_basis for version in ItemVersion.objects.all()] == ["依据一"]
    assert Item.objects.get().name == "甲"


def test_undone_is_the_next_draft_and_not_the_published_version(bring_in, host, police):
    bring_in(rows("公安,1,甲,,依据一,旅馆"))
    version = ItemVersion.objects.get()
    act.submit_version(actor=actor_in(police, "handler"), version_id=version.pk)
    act.publish_version(actor=actor_in(police, "head"), version_id=version.pk)
    batch = bring_in(rows("公安,1,甲,,依据二,旅馆"))
    act.undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")
    assert list(ItemVersion.objects.all()) == [version]


@pytest.mark.parametrize("step", ["submitted", "published", "changed", "qualified"])
def test_what_was_built_upon_is_not_undone_and_says_why(bring_in, host, police, step):
    handler, head = actor_in(police, "handler"), actor_in(police, "head")
    batch = bring_in(rows("公安,1,甲,,依据一,旅馆", "公安,2,乙,,依据,旅馆"))
    version = ItemVersion.objects.get(item__name="甲")
    if step == "changed":
        text = act.ItemText(legal_basis="依据三")
        act.draft_item(actor=handler, agency_kind="GA", name="甲", text=text)
    elif step == "qualified":
        reviewer = actor_in(police, "reviewer")
        act.qualify_officer(actor=reviewer, officer_id=OfficerFactory(agency=police).pk, item_code=version.item.code)
    else:
        act.submit_version(actor=handler, version_id=version.pk)
        if step == "published":
            act.publish_version(actor=head, version_id=version.pk)
    with pytest.raises(RuleViolated) as caught:
        act.undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")
    assert "甲" in caught.value.sentence
    assert ItemVersion.objects.count() == 2


def test_undo_is_for_whoever_may_import_and_needs_a_reason(bring_in, host, reviewer):
    batch = bring_in(rows("公安,1,甲,,依据一,旅馆"))
    with pytest.raises(NotAllowed):
        act.undo_import(actor=reviewer, batch_id=batch.pk, reason="导错了文件")
    with pytest.raises(RuleViolated):
        act.undo_import(actor=host, batch_id=batch.pk, reason=" ")
    with pytest.raises(NotFound):
        act.undo_import(actor=host, batch_id=Batch().pk, reason="导错了文件")
    Batch.objects.update(dataset=Dataset.ENTITIES)
    with pytest.raises(RuleViolated):
        act.undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")


# Checklists


def lists(*lines):
    text = io.StringIO()
    csv.writer(text).writerows([["表号", "表名", "序号", "检查内容", "操作方法与要领"], *lines])
    return text.getvalue()


def test_checklists_come_in_and_again_change_nothing(bring_in):
    first = bring_in(variants.CHECKLISTS.read_bytes(), dataset=Dataset.CHECKLISTS)
    assert (first.rejected, first.created) == (1, first.accepted)
    assert Checklist.objects.get(code="A02").name == "样例餐饮双随机抽查记录表"
    again = bring_in(variants.CHECKLISTS.read_bytes(), dataset=Dataset.CHECKLISTS)
    assert counts(again) == (0, 0, first.accepted)


def test_a_number_used_twice_in_a_table_names_the_first_row(bring_in):
    batch = bring_in(
        lists(["A", "甲", 1, "一", ""], ["B", "乙", 1, "一", ""], ["A", "甲", "1.0", "二", ""]),
        dataset=Dataset.CHECKLISTS,
    )
    [finding] = said(batch, "number_twice")
    assert finding.row == 4
    assert "第 2 行" in finding.sentence
    assert CheckPoint.objects.get(checklist__code="A").content == "一"


def test_what_a_check_point_needs(bring_in):
    batch = bring_in(
        lists(
            ["", "甲", 1, "一", ""],
            ["A", "", 2, "一", ""],
            ["A", "甲", "三", "一", ""],
            ["A", "甲", 0, "一", ""],
            ["A", "甲", 4, "", ""],
        ),
        dataset=Dataset.CHECKLISTS,
    )
    assert [finding.row for finding in Finding.objects.filter(batch=batch)] == [2, 3, 4, 5, 6]
    assert (batch.rejected, Checklist.objects.count()) == (5, 0)


def test_a_second_name_for_a_table_is_only_said(bring_in):
    batch = bring_in(lists(["A", "甲", 1, "一", ""], ["A", "乙", 2, "二", ""]), dataset=Dataset.CHECKLISTS)
    assert said(batch, "checklist_name_differs")[0].row == 3
    assert Checklist.objects.get().name == "甲"


def test_an_unused_checklist_may_be_changed_and_renamed(bring_in, host):
    bring_in(lists(["A", "甲", 1, "一", ""]), dataset=Dataset.CHECKLISTS)
    batch = bring_in(lists(["A", "乙", 1, "一", "现场"], ["A", "乙", 2, "二", ""]), dataset=Dataset.CHECKLISTS)
    assert "现在是“甲”" in said(batch, "checklist_renamed")[0].sentence
    assert counts(batch) == (1, 1, 0)
    act.undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")
    assert Checklist.objects.get().name == "甲"
    assert [(point.number, point.method) for point in CheckPoint.objects.all()] == [(1, "")]


def test_a_checklist_that_a_version_shows_does_not_change_under_it(bring_in, host, draft, handler):
    first = bring_in(lists(["A", "甲", 1, "一", ""]), dataset=Dataset.CHECKLISTS)
    version = draft()
    act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="A")
    act.submit_version(actor=handler, version_id=version.pk)
    batch = bring_in(lists(["A", "甲", 1, "一", ""], ["A", "甲", 2, "二", ""]), dataset=Dataset.CHECKLISTS)
    assert [finding.row for finding in said(batch, "checklist_in_use")] == [3]
    assert counts(batch) == (0, 0, 1)
    with pytest.raises(RuleViolated) as caught:
        act.undo_import(actor=host, batch_id=first.pk, reason="导错了文件")
    assert "检查表 A" in caught.value.sentence


def test_attached_between_check_and_application_it_stays_as_it_is(bring_in, kinds, host, draft, handler):
    bring_in(lists(["A", "甲", 1, "一", ""]), dataset=Dataset.CHECKLISTS)
    file = io.BytesIO(lists(["A", "甲", 1, "变了", ""], ["A", "甲", 2, "二", ""]).encode())
    batch = receive_batch(actor=host, dataset=Dataset.CHECKLISTS, file=file, file_name="b.csv")
    act.stage_checklists(actor=host, batch_id=batch.pk)
    version = act.attach_checklist(actor=handler, version_id=draft().pk, checklist_code="A")
    act.submit_version(actor=handler, version_id=version.pk)
    batch = act.apply_checklists(actor=host, batch_id=batch.pk)
    assert counts(batch) == (0, 0, 0)
    assert [point.content for point in queries.check_points(version)] == ["一"]


def test_an_import_of_checklists_can_be_undone_unless_a_draft_holds_on(bring_in, host, draft, handler):
    batch = bring_in(lists(["A", "甲", 1, "一", ""]), dataset=Dataset.CHECKLISTS)
    version = draft()
    act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="A")
    with pytest.raises(RuleViolated) as caught:
        act.undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")
    assert "事项版本" in caught.value.sentence
    act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="")
    act.undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")
    assert not Checklist.objects.exists()


@pytest.mark.parametrize(
    ("dataset", "stage", "task", "content"),
    [
        (Dataset.ITEMS, act.stage_items, apply_import, rows("市场监管,1,甲,,依据,企业")),
        (Dataset.CHECKLISTS, act.stage_checklists, apply_import, lists(["A", "甲", 1, "一", ""])),
    ],
)
def test_the_worker_applies_in_the_name_of_whoever_asked(market, dataset, stage, task, content):
    post = PostFactory(agency=market)
    actor = actor_in(market, "handler", user_id=post.user_id)
    file = io.BytesIO(content.encode())
    batch = receive_batch(actor=actor, dataset=dataset, file=file, file_name="清单.csv")
    stage(actor=actor, batch_id=batch.pk)
    said = task.call(str(batch.pk), str(post.user_id), str(post.pk))
    assert said == {"created": 1, "updated": 0, "unchanged": 0}
    assert task.call(str(batch.pk), str(post.user_id), str(post.pk)) == said
