"""`tongjian import`."""

from pathlib import Path

import pytest

from tests.data import variants
from tests.foundation.org.factories import actor_in
from tests.supervision.catalog.conftest import kinds, market
from tests.supervision.registry.fixtures import county, regions
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import open_feed
from tongjian.foundation.ledger.models import Pending
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Region
from tongjian.supervision.registry.models import Entity

__all__ = ["county", "kinds", "market", "regions"]
COUNTS = ["rows", "accepted", "rejected", "warned", "created", "updated", "unchanged", "batch"]


@pytest.fixture
def look_alike(regions):
    return variants.ENTITIES


def test_a_file_comes_in_and_again_changes_nothing(tongjian, look_alike, tmp_path):
    code, first, _ = tongjian("import", "entities", look_alike, "--report", tmp_path / "rejects.csv", "--json")
    again, second, _ = tongjian("import", "entities", look_alike, "--json")

    assert (code, again) == (0, 0)
    assert list(first) == COUNTS
    assert first["rows"] == first["accepted"] + first["rejected"] == 317
    assert first["created"] + first["unchanged"] == first["accepted"]
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, first["accepted"])
    assert not Pending.objects.exists()


def test_the_report_has_a_line_for_every_rejected_row(tongjian, look_alike, tmp_path):
    report = tmp_path / "rejects.csv"

    _, counts, _ = tongjian("import", "entities", look_alike, "--report", report, "--json")

    head, *lines = report.read_text("utf-8-sig").splitlines()
    assert head == "行,列,值,规则,性质,说明"
    assert len({line.split(",")[0] for line in lines if ",不合格," in line}) == counts["rejected"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (variants.headers_only(variants.ENTITIES), "file_headers_only"),
        ("甲,乙\n1,2\n".encode(), "columns_unknown"),
        (variants.in_broken_gb18030(variants.ENTITIES), "file_bytes_broken"),
        (variants.zip_bomb(64 << 20), "file_bomb"),
        (b"%PDF-1.7", "file_wrong_kind"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_nothing_half_done(tongjian, regions, tmp_path, content, code):
    file = tmp_path / "名录.xlsx"
    file.write_bytes(content)

    ended, said, _ = tongjian("import", "entities", file, "--json")

    assert ended == 1
    assert said["error"]["code"] in (code, "file_wrong_kind")
    assert not Entity.objects.exists()


def test_three_gigabytes_are_refused_before_they_are_read(tongjian, regions, tmp_path):
    file = tmp_path / "名录.csv"
    with file.open("wb") as handle:
        handle.truncate(3 << 30)

    ended, said, _ = tongjian("import", "entities", file, "--json")

    assert (ended, said["error"]["code"]) == (1, "file_too_large")
    assert not Batch.objects.exists()


def test_an_interrupted_import_goes_on_when_it_is_run_again(tongjian, look_alike, monkeypatch):
    from tongjian.doors.cli import imports

    def interrupted(**kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(imports, "apply_entities", interrupted)
    ended, _, _ = tongjian("import", "entities", look_alike)
    assert ended == 130
    monkeypatch.undo()

    ended, said, _ = tongjian("import", "entities", look_alike, "--json")

    assert ended == 0
    assert Batch.objects.count() == 1
    assert said["created"] == Entity.objects.count()


def test_an_agency_nobody_knows_is_refused(tongjian, look_alike):
    ended, said, _ = tongjian("import", "entities", look_alike, "--agency", "XX", "--json")

    assert (ended, said["error"]["code"]) == (1, "agency_not_found")


def test_a_file_that_is_not_there_is_wrong_usage(tongjian, db):
    ended, said, _ = tongjian("import", "entities", "没有.csv", "--json")

    assert (ended, said["error"]["code"]) == (2, "usage")


def test_items_and_checklists_come_in_and_again_change_nothing(tongjian, kinds):
    for dataset, path, rejected in (("checklists", variants.CHECKLISTS, 1), ("items", variants.CHECK_ITEM_LIST, 3)):
        code, first, _ = tongjian("import", dataset, path, "--json")
        again, second, _ = tongjian("import", dataset, path, "--json")
        assert (code, again) == (0, 0)
        assert list(first) == COUNTS
        assert first["rejected"] == second["rejected"] == rejected
        assert first["created"] + first["unchanged"] == first["accepted"]
        assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, first["accepted"])


def test_townships_come_in_by_nine_or_twelve_digits_and_only_once(tongjian, regions, tmp_path):
    file = tmp_path / "乡镇.csv"
    file.write_text("统计用区划代码,名称\n140105001000,坞城街道\n140105002,营盘街道\n", "utf-8")

    first, second = (tongjian("import", "townships", file, "--json")[1] for _ in range(2))

    assert (first, second) == ({"rows": 2, "created": 2}, {"rows": 2, "created": 0})
    assert set(Region.objects.get(pk="140105").children.values_list("code", flat=True)) == {"140105001", "140105002"}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("名称\n坞城街道\n", "columns_unknown"),
        ("代码,名称\n140105001,坞城街道\n140105,小店区\n", "township_code"),
        ("代码,名称\n140105001,N/A\n", "township_name"),
    ],
)
def test_townships_that_are_not_understood_stay_out_altogether(tongjian, regions, tmp_path, content, refusal):
    file = tmp_path / "乡镇.csv"
    file.write_text(content, "utf-8")

    ended, said, _ = tongjian("import", "townships", file, "--json")

    assert (ended, said["error"]["code"]) == (1, refusal)
    assert not Region.objects.filter(level=RegionLevel.TOWNSHIP).exists()


def test_files_in_folders_are_taken_by_a_command_and_unknown_heads_left_to_the_source(
    tongjian, look_alike, county, settings
):
    feed = open_feed(actor=actor_in(county, "handler"), dataset="entities", folder="mingdan")
    folder = Path(settings.TONGJIAN_HOME) / "feeds" / str(feed)
    (folder / "名录.csv").write_bytes(look_alike.read_bytes())

    _, first, _ = tongjian("import", "feeds", "--json")
    (folder / "名录.csv.done").touch()
    _, second, _ = tongjian("import", "feeds", "--json")
    code, third, _ = tongjian("import", "feeds", "--json")

    nothing = {"taken": 0, "applied": 0, "held": 0, "failed": 0, "unreadable": []}
    assert (code, first, second, third) == (0, nothing, nothing | {"taken": 1, "held": 1}, nothing)


def test_a_register_of_officers_comes_in_and_goes_out_in_the_same_shape(tongjian, market, tmp_path):
    file, out = tmp_path / "名录.csv", tmp_path / "导出.xlsx"
    file.write_text(f"姓名,执法证号,机关,有效期至\n张三,14010500001,{market.name},2099-12-31\n李四,,,\n")

    code, first, _ = tongjian("import", "officers", file, "--json")
    _, written, _ = tongjian("catalog", "export-officers", out, "--json")
    _, again, _ = tongjian("import", "officers", out, "--json")

    assert (code, first["created"], first["rejected"], written["officers"]) == (0, 1, 1, 1)
    assert (again["rows"], again["unchanged"]) == (1, 1)
