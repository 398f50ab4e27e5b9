"""What a source's files are read by, and how good they were."""

import io

import openpyxl
import pytest
from django.urls import reverse

from tests.doors.web.registry.test_import_pages import FILE, choose, submit, text, upload, work
from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, RegionFactory
from tongjian.foundation.exchange.models import Batch, ColumnMapping, Feed, QualityFigure
from tongjian.foundation.exchange.tasks import look_into_feeds
from tongjian.foundation.ledger.models import Entry

LIST, QUALITY = reverse("imports:mappings"), reverse("imports:quality")


@pytest.fixture
def province(regions):
    return AgencyFactory(region=RegionFactory(code="140000"), name="山西省某局")


@pytest.fixture
def client(sign_in, province):
    return sign_in(agency=province)


def bring(client, content=FILE, name="名录.csv", fields=("name", "uscc", "address")):
    upload(client, content, name)
    batch = Batch.objects.latest("created_at")
    choose(client, batch, *fields)
    return batch


def test_columns_are_remembered_once_per_source_and_corrected_for_the_next_file(client):
    bring(client)
    bring(client, FILE + b"\n", "二月.csv")
    remembered = ColumnMapping.objects.get()
    assert "代码一 → 统一社会信用代码" in text(client.get(LIST))
    assert "二月.csv" in text(client.get(LIST, {"text": "二月", "dataset": "entities"}))
    assert "二月.csv" not in text(client.get(LIST, {"dataset": "items"}))

    url = remembered.get_absolute_url()
    refused = client.post(url, {"column_0": "name"})
    assert refused.status_code == 422
    assert "认不出必需的列" in text(refused)
    client.post(url, {"column_0": "name", "column_1": "other_number"})

    assert 'value="other_number" selected' in text(client.get(upload(client, FILE + b"\n\n").url))
    assert Entry.objects.filter(action="exchange.mapping_corrected").count() == 1


def test_forgotten_columns_are_proposed_by_the_heads_again(client):
    bring(client, fields=("name", "other_number", ""))
    url = reverse("imports:forget", args=[ColumnMapping.objects.get().pk])
    assert "删除列对应" in text(client.get(url))
    client.post(url)

    assert not ColumnMapping.objects.exists()
    assert "已按那次的对应填好" not in text(client.get(upload(client, FILE + b"\n").url))
    assert client.get(url).status_code == 404


def test_a_source_corrects_its_own_columns_only(client, sign_in, county):
    bring(client)
    remembered = ColumnMapping.objects.get()
    assert sign_in(agency=county).get(remembered.get_absolute_url()).status_code == 404
    sibling = sign_in(agency=AgencyFactory(region=RegionFactory(code="140000"), kind=AgencyKindFactory(code="GA")))
    assert "名录.csv" in text(sibling.get(LIST))
    assert remembered.get_absolute_url() not in text(sibling.get(LIST))
    answer = sibling.post(remembered.get_absolute_url(), {"column_0": "name", "column_1": "other_number"})
    assert answer.status_code == 403
    assert "只有来源机关可以更正" in text(answer)
    assert sibling.post(reverse("imports:forget", args=[remembered.pk])).status_code == 403
    remembered.refresh_from_db()
    assert remembered.mapping["uscc"] == "代码一"


def test_every_checked_file_leaves_its_figures_and_a_second_check_replaces_them(client):
    batch = bring(client, FILE + "丙店,,\n".encode())
    kept = set(QualityFigure.objects.values_list("field", "rule", "severity", "rows"))

    assert {("uscc", "", "", 1), ("address", "", "", 1), ("name", "", "", 0)} < kept
    assert {("uscc", "V18", "reject", 1), ("uscc", "identifier_missing", "reject", 1)} < kept
    submit(client, batch, "name", "other_number", "")
    assert QualityFigure.objects.count() == len(kept)  # until the worker has checked again
    choose(client, batch, "name", "other_number", "")
    assert not QualityFigure.objects.filter(rule="V18").exists()
    assert set(QualityFigure.objects.filter(rule="").values_list("field", flat=True)) == {"name", "other_number"}


def test_quality_of_a_source_is_shown_over_time_and_leaves_as_excel(client, django_assert_max_num_queries):
    assert "还没有校验过文件" in text(client.get(QUALITY))
    bring(client, name="一月.csv")
    client.get(QUALITY)
    bring(client, FILE + "丙店,,\n".encode(), "二月.csv")
    bring(client, FILE + "丁店,,\n".encode(), "三月.csv")

    with django_assert_max_num_queries(12):
        page = text(client.get(QUALITY))
    for shown in ("50%", "66.67%", "33.33%", "山西省某局 · 监管对象", "缺少标识", "三月.csv"):
        assert shown in page, shown
    answer = client.get(QUALITY, {"export": "xlsx", "source": "nonsense"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1:6] == ("文件", "行数", "字段", "列", "规则")
    assert {row[1] for row in rows[1:]} == {"一月.csv", "二月.csv", "三月.csv"}


def test_nobody_sees_the_quality_of_sources_outside_the_region(client, sign_in, county):
    bring(client)
    assert "还没有校验过文件" in text(sign_in(agency=county).get(QUALITY))


FEEDS = reverse("imports:feeds")


def test_a_source_opens_a_folder_and_sees_what_became_of_its_files(
    client, settings, tmp_path, sign_in, county, django_assert_max_num_queries
):
    settings.TONGJIAN_HOME = tmp_path
    assert "还没有取到过文件" in text(client.get(FEEDS))
    assert client.post(reverse("imports:open-feed"), {"dataset": "entities", "folder": "坏 名"}).status_code == 422
    client.post(reverse("imports:open-feed"), {"dataset": "entities", "folder": "mingdan"})
    feed = Feed.objects.get()
    for at in range(3):
        (tmp_path / "feeds" / str(feed) / f"{at}.csv").write_bytes(FILE + b"\n" * at)
        (tmp_path / "feeds" / str(feed) / f"{at}.csv.done").touch()
    look_into_feeds.call()
    work()
    with django_assert_max_num_queries(16):
        page = text(client.get(FEEDS))
    assert page.count("请核对各列") == 3
    assert "feeds/140000-" in page
    assert "2.csv" not in text(client.get(FEEDS, {"state": "applied"}))

    switch = reverse("imports:switch-feed", args=[feed.pk])
    assert "已停用" in text(client.post(switch, {"is_active": "no"}, follow=True))
    batch = Batch.objects.first()
    client.post(reverse("imports:refuse", args=[batch.pk]), {"reason": "请更正后重报"})
    assert "请更正后重报" in text(client.get(batch.get_absolute_url()))
    assert text(client.get(FEEDS)).count("已人工处理") == 1
    stranger = sign_in(agency=county)
    assert "feeds/140000-" not in text(stranger.get(FEEDS))
    assert stranger.post(switch, {"is_active": "yes"}).status_code == 404
