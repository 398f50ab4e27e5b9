"""`tongjian import`."""

import pytest

from tests.data import variants
from tests.supervision.catalog.conftest import kinds
from tests.supervision.registry.fixtures import regions
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.ledger.models import Pending
from tongjian.supervision.registry.models import Entity

__all__ = ["kinds", "regions"]
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


def test_two_hundred_megabytes_are_refused_before_they_are_read(tongjian, regions, tmp_path):
    file = tmp_path / "名录.csv"
    with file.open("wb") as handle:
        handle.truncate(200 << 20)

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
