"""`tongjian catalog` and `tongjian import items --preview`."""

import pytest
from django.utils import timezone

from tests.supervision.catalog.conftest import kinds, market
from tests.supervision.catalog.test_adoption import adopted, compiled, levels
from tests.supervision.catalog.test_preview import FIRST, NEXT
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.ids import new_id
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook.models import Citation, ClauseChange, Statute
from tongjian.foundation.rulebook.operations import load_statutes
from tongjian.supervision.catalog.models import Adjustment, AdjustmentTask, FrequencyCap, ItemVersion

__all__ = ["adopted", "compiled", "kinds", "levels", "market"]


@pytest.fixture
def files(tmp_path, kinds):
    paths = tmp_path / "first.csv", tmp_path / "next.csv"
    for path, content in zip(paths, (FIRST, NEXT), strict=True):
        path.write_text(content)
    return paths


def test_a_preview_changes_nothing_and_acceptance_does_what_it_said(tongjian, files):
    tongjian("import", "items", files[0], "--json")
    code, said, _ = tongjian("import", "items", files[1], "--preview", "--json")
    assert (code, {name: said[name] for name in ("added", "changed", "removed", "unchanged")}) == (
        0, {"added": 1, "changed": 1, "removed": 1, "unchanged": 0},
    )  # fmt: skip
    assert said["details"]["changed"][0]["fields"] == [{"label": "抽查频次", "before": "每年1次", "after": "每年2次"}]
    assert (Batch.objects.count(), ItemVersion.objects.count()) == (1, 2)
    assert tongjian("import", "items", files[1], "--json")[1]["created"] == 1


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_an_export_comes_back_unchanged(tongjian, files, tmp_path, name):
    tongjian("import", "items", files[0], "--json")
    code, said, _ = tongjian("catalog", "export", tmp_path / name, "--json")
    assert (code, said["items"]) == (0, 2)
    _, preview, _ = tongjian("import", "items", tmp_path / name, "--preview", "--json")
    assert (preview["unchanged"], preview["added"] + preview["changed"] + preview["removed"]) == (2, 0)


def test_the_list_of_a_day_two_days_and_figures(tongjian, compiled, adopted):
    compiled()
    compiled("本市事项", level="city")
    code, said, _ = tongjian("catalog", "as-of", "2030-01-01", "--region", "140100", "--json")
    assert (code, said["count"], said["items"][0]["level"]) == (0, 1, RegionLevel.CITY)
    adopted()
    assert tongjian("catalog", "as-of", "2030-01-01", "--region", "140100", "--json")[1]["count"] == 2
    assert tongjian("catalog", "as-of", "2025-06-30", "--region", "140100", "--json")[1]["count"] == 0
    found = tongjian("catalog", "compare", "2025-06-30", "2030-01-01", "--region", "140100", "--json")[1]
    assert (found["added"], found["removed"]) == (2, 0)
    figures = tongjian("catalog", "figures", "--department", "SCJG", "--json")[1]["figures"]
    assert {one["title"]: one["adoption_rate"] for one in figures}["地方140100"] == 100.0
    code, said, _ = tongjian("catalog", "as-of", "2025-06-30", "--region", "999999", "--json")
    assert (code, said["error"]["code"]) == (1, "region_not_found")


def test_what_hangs_on_a_clause_and_what_hangs_on_none(tongjian, compiled):
    load_statutes(actor=Actor.host(*HOST_CAPABILITIES))
    version = compiled("消防检查")
    ItemVersion.objects.filter(pk=version.pk).update(legal_basis="《消防法》第16条；《没收录的法》第1条")
    Citation.objects.all().delete()
    assert tongjian("catalog", "affected", "XFF-2021:16", "--json")[1]["unread"] == 1
    code, said, _ = tongjian("catalog", "link", "--json")
    assert (code, said["new"]["versions"]) == (0, 2)
    assert {"quote": "《没收录的法》第1条", "problem": "statute_unknown", "things": 1} in said["unlinked"]

    code, said, _ = tongjian("catalog", "affected", "XFF-2021:16", "--json")
    [item] = said["items"]
    assert (code, said["clause_title"], item["title"], item["cites"], item["relations"]) == (
        0, "第十六条", "消防检查", ["XFF-2021:16"], ["itself"],
    )  # fmt: skip
    assert said["counts"]["items"] == 1 and said["unread"] == 0
    assert tongjian("catalog", "affected", "XFF-2021:999", "--json")[0] == 1
    assert "消防检查" in tongjian("catalog", "affected", "XFF-2021")[1]


def test_who_still_has_to_look_again_and_how_often_at_most(tongjian, compiled, reference):
    load_statutes(actor=Actor.host(*HOST_CAPABILITIES))
    version = compiled("消防检查")
    change = ClauseChange.objects.create(
        statute=Statute.objects.get(code="XFF-2021"), kind="repeal", document="主席令", valid_from="2026-10-01",
        state="approved", proposed_by=new_id(), proposed_at=timezone.now(), place="140000",
    )  # fmt: skip
    task = AdjustmentTask.objects.create(change=change, agency=version.item.compiled_by, opened_at=timezone.now())
    Adjustment.objects.create(task=task, item=version.item, version=version)
    FrequencyCap.objects.create(
        agency=version.item.compiled_by, times=1, years=3, citation="函", state="published",
        set_at=timezone.now(), valid_from="2025-01-01",
    )  # fmt: skip

    code, said, _ = tongjian("catalog", "adjustments", "--json")
    [one] = said["adjustments"]
    assert (code, one["clause"], one["items"], one["open"], one["done_at"]) == (0, "XFF-2021", 1, 1, None)
    code, said, _ = tongjian("catalog", "caps", "--json")
    assert (code, said["caps"][0]["cap"]) == (0, "每 3 年不超过 1 次")
