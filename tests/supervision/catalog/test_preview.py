"""A file is compared with the list, field by field, before anybody accepts it; what leaves comes back unchanged."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.data import variants
from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tests.supervision.catalog.conftest import TEXT
from tongjian.doors.face.exports import csv_response, xlsx_response
from tongjian.foundation.exchange.models import Batch, Finding
from tongjian.foundation.exchange.queries import limits
from tongjian.foundation.exchange.reading import read_table
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.pure.codes import make_uscc
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.catalog.operations import _staging

HEAD = "部门,编号,抽查事项名称,抽查子项,抽查依据,抽查频次"
FIRST = f"{HEAD}\n市监,CG-01,计量检查,,《计量法》第九条,每年1次\n市监,CG-02,质量检查,,《产品质量法》第十五条,\n"
NEXT = f"{HEAD}\n市监,CG-01,计量检查,,《计量法》第九条,每年2次\n市监,CG-03,广告检查,,《广告法》第六条,\n"


@pytest.fixture
def preview(host, kinds):
    def preview(content, actor=host):
        data = content.encode() if isinstance(content, str) else content
        return queries.preview_table(actor, read_table(io.BytesIO(data), limits()))

    return preview


def rules():
    return sorted(Finding.objects.filter(severity="reject").values_list("rule", flat=True))


def test_the_preview_tells_added_changed_and_removed_field_by_field_and_stores_nothing(preview, bring_in):
    bring_in(FIRST)
    before = (Batch.objects.count(), ItemVersion.objects.count())
    found = preview(NEXT)
    assert found.counts == {"added": 1, "changed": 1, "removed": 1, "unchanged": 0}
    [change] = found.changed
    [field] = change.fields
    assert (change.code, field.label, field.before, field.after) == ("CG-01", "抽查频次", "每年1次", "每年2次")
    assert ([one.code for one in found.added], [one.code for one in found.removed]) == (["CG-03"], ["CG-02"])
    assert (Batch.objects.count(), ItemVersion.objects.count()) == before


def test_acceptance_makes_what_the_preview_said(preview, bring_in):
    bring_in(FIRST)
    bring_in(NEXT)
    assert preview(NEXT).counts == {"added": 0, "changed": 0, "removed": 1, "unchanged": 2}


def test_only_departments_of_the_file_can_lose_items_and_only_importers_look(preview, bring_in, inspector):
    bring_in(f"{HEAD}\n公安,GA-01,旅馆检查,,《旅馆业治安管理办法》,\n")
    assert preview(NEXT).removed == ()
    with pytest.raises(NotAllowed):
        preview(NEXT, inspector)
    with pytest.raises(RuleViolated):
        preview("甲,乙\n1,2\n")


@pytest.mark.parametrize("write", [csv_response, xlsx_response])
def test_what_is_exported_comes_back_unchanged(write, preview, bring_in, publish, handler, market, host):
    bring_in(variants.CHECK_ITEM_LIST.read_bytes())
    text = {
        "secrecy": "不公开",
        "apply_scope": "2、3",
        "check_form": "专项",
        "industries": "h62;F5265",
        "note": "=1+1",
        "post_permit": "special_equipment.routine",
    }
    main = act.draft_item(actor=handler, agency_kind="SCJG", name="本地主项", text=act.ItemText(legal_basis="某法"))
    local = {"name": "本地主项", "sub_name": "本地子项", "main_code": main.item.code}
    words = act.ItemText(legal_basis="某法", process="一、受理\n二、检查", **text)
    publish(act.draft_item(actor=handler, agency_kind="SCJG", text=words, **local))
    RegionFactory(code=market.region_id)
    response = write(queries.EXPORT, queries.export_rows(host, queries.ItemFilter()), "清单")
    content = b"".join(response)
    if write is xlsx_response:
        response.file_to_stream.close()  # the response's own close would also close the test's database
    found = preview(content)
    assert (found.counts, found.rejected) == ({"added": 0, "changed": 0, "removed": 0, "unchanged": 40}, 0), found


def test_codes_of_the_national_standard_are_checked(bring_in):
    head = "部门,编号,抽查事项名称,抽查依据,检查实施清单编码,适用范围,检查形式,公开属性,适用行业,编制区划代码"
    head += ",证后监督类别"
    good = f"{make_uscc('11', '140100', 'D1234567')}3001"
    bring_in(
        f"{head}\n市监,CG-01,一,法,{good},2;3,日常,公开,H62,,special_equipment.post\n市监,CG-02,二,法,123,,,,,\n市监,CG-03,三,法,{good[:18]}9,,,,,\n"
        "市监,CG-04,四,法,,4,,,,\n市监,CG-05,五,法,,,03,,,\n市监,CG-06,六,法,,,,半公开,,\n市监,CG-07,七,法,,,,,餐饮,\n"
        "市监,CG-08,八,法,,,,,,999999,\n市监,CG-09,九,法,,,,,,,lift.post\n"
    )
    [version] = ItemVersion.objects.all()
    assert (version.implementation_codes, version.apply_scope, version.check_form) == (good, "2,3", "01")
    assert version.post_permit == "special_equipment.post"
    assert rules() == sorted(
        ["V18", "V18", "apply_scope_unknown", "check_form_unknown", "secrecy_unknown", "industries_unknown",
         "region_unknown", "post_permit_unknown"]
    )  # fmt: skip


def test_a_sub_item_names_a_main_item_that_stands_before_it(bring_in):
    head = "部门,编号,抽查事项名称,抽查子项,抽查依据,主项编码"
    bring_in(
        f"{head}\n市监,CG-01,特种设备检查,,法,\n市监,CG-02,特种设备检查,电梯,法,CG-01\n"
        "市监,CG-03,特种设备检查,锅炉,法,CG-02\n市监,CG-04,特种设备检查,起重机,法,CG-09\n公安,GA-05,旅馆,大厅,法,CG-01\n"
    )
    assert Item.objects.get(code="CG-02").main == Item.objects.get(code="CG-01")
    assert (Item.objects.count(), rules()) == (2, ["main_item_wrong"] * 3)


def test_a_main_item_of_an_earlier_piece_is_known(bring_in, monkeypatch):
    monkeypatch.setattr(_staging, "PIECE", 1)
    head = "部门,编号,抽查事项名称,抽查子项,抽查依据,主项编码"
    bring_in(f"{head}\n市监,CG-01,计量检查,,《计量法》第九条,\n市监,CG-02,计量检查,加油机,《计量法》第九条,CG-01\n")
    assert (Item.objects.filter(main__code="CG-01").count(), rules()) == (1, [])


def test_a_level_comes_from_the_file_and_stays(bring_in, kinds, host):
    province = RegionFactory(code="140000")
    RegionFactory(code="140105")
    AgencyFactory(kind=kinds["SCJG"], region=province)
    bring_in(FIRST)
    head = f"{HEAD},编制层级,编制区划代码"
    placed = bring_in(f"{head}\n市监,CG-01,计量检查,,《计量法》第九条,每年1次,省级,\n")
    item = Item.objects.select_related("compiled_by").get(code="CG-01")
    assert (placed.updated, item.level, item.region_id, item.compiled_by.region_id) == (
        1, "province", "140000", "140000",
    )  # fmt: skip
    assert ItemVersion.objects.filter(item=item).count() == 1
    bring_in(f"{head}\n市监,CG-01,计量检查,,《计量法》第九条,每年1次,县级,140105\n")
    assert rules() == ["item_of_another_place"]
    act.undo_import(actor=host, batch_id=placed.pk, reason="填错")
    item.refresh_from_db()
    assert (item.level, item.region_id) == ("", None)


def test_a_place_imports_neither_what_is_compiled_above_nor_for_others(bring_in, kinds):
    province, county = RegionFactory(code="140000"), RegionFactory(code="140105")
    head = f"{HEAD},编制区划代码"
    bring_in(f"{head}\n市监,CG-01,计量检查,,《计量法》第九条,每年1次,140000\n")
    local = actor_in(AgencyFactory(kind=kinds["SCJG"], region=county), "handler")
    assert province != county
    again = bring_in(FIRST, actor=local)
    assert (again.unchanged, again.created, Item.objects.get(code="CG-02").region_id) == (1, 1, "140105")
    bring_in(NEXT, actor=local)
    bring_in(f"{head}\n市监,,计量检查,,法,,140105\n市监,,别处的检查,,法,,140000\n", actor=local)
    assert rules() == ["item_exists_above", "item_of_another_place", "item_of_another_place"]


def test_a_chunk_is_written_in_few_statements_however_many_rows(bring_in):
    def cost(rows):
        lines = "\n".join(f"市监,,批量事项{rows}之{number},,某法," for number in range(rows))
        with CaptureQueriesContext(connection) as seen:
            bring_in(f"{HEAD}\n{lines}\n")
        return len(seen)

    cost(1)
    few = cost(5)
    assert cost(200) <= few + 20  # SQLite takes so many values in one statement
    assert Item.objects.count() == 206


def test_a_form_checks_the_same_codes(handler, kinds):
    text = {"legal_basis": TEXT.legal_basis, "implementation_codes": "123"}
    with pytest.raises(RuleViolated) as caught:
        act.draft_item(actor=handler, agency_kind="SCJG", name="一", text=act.ItemText(**text))
    assert (caught.value.code, bool(caught.value.citation)) == ("V18", True)
