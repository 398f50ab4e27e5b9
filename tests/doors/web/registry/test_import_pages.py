"""Bringing a file in by page."""

import io
from datetime import date
from sys import modules

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from python_calamine import CalamineWorkbook

from tests.data import variants
from tests.foundation.org.factories import AgencyFactory, RegionFactory
from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch, Finding, StagedRow
from tongjian.foundation.exchange.operations import stage_file
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Post
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry.models import Entity

USCC = make_uscc("91", "140105", "DEM00001")
FILE = f"单位,代码一,坐落\n甲商行,{USCC},太原市小店区样例路1号\n=乙商行,{USCC[:-1]},太原市小店区样例路2号\n".encode()


def text(response):
    return response.content.decode()


def upload(client, content=FILE, name="名录.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("imports:upload"), {"dataset": "entities", "file": file})


def submit(client, batch, *fields):
    sent = {f"column_{at}": field for at, field in enumerate(fields)}
    return client.post(reverse("imports:columns", args=[batch.pk]), sent, follow=True)


def choose(client, batch, *fields):
    """Confirms the columns; the page as it is when the worker has checked the rows."""
    answer = submit(client, batch, *fields)
    if answer.status_code != 200:
        return answer
    work()
    return client.get(reverse("imports:detail", args=[batch.pk]))


def work():
    """What the worker would do: run what is queued."""
    for queued in DBTaskResult.objects.filter(status="READY"):
        queued.task.func(*queued.args_kwargs["args"])
        queued.delete()


@pytest.fixture
def province(regions):
    return AgencyFactory(region=RegionFactory(code="140000"))


def test_a_file_goes_from_upload_to_the_register_and_back(sign_in, province):
    client = sign_in(agency=province)

    preview = client.get(upload(client).url)
    batch = Batch.objects.get()
    assert "代码一" in text(preview)
    assert "甲商行" in text(preview)

    staged = text(choose(client, batch, "name", "uscc", "address"))
    for shown in ("入库 1 行", "不合格", "统一社会信用代码应为 18 位", "17 位"):
        assert shown in staged, shown
    assert not Entity.objects.exists()

    applying = text(client.post(reverse("imports:apply", args=[batch.pk]), follow=True))
    assert "正在入库" in applying
    assert "正在入库" in text(client.get(reverse("imports:progress", args=[batch.pk])))
    work()
    assert client.get(reverse("imports:progress", args=[batch.pk])).headers["HX-Refresh"] == "true"
    assert "已入库" in text(client.get(reverse("imports:detail", args=[batch.pk])))
    assert Entity.objects.get().name == "甲商行"

    undone = client.post(reverse("imports:undo", args=[batch.pk]), {"reason": "导错了"}, follow=True)
    assert "已撤销" in text(undone)
    assert not Entity.objects.exists()


def test_rows_are_checked_by_the_worker_and_the_page_shows_how_far(sign_in, province):
    client = sign_in(agency=province)
    upload(client)
    batch = Batch.objects.get()

    assert "正在校验" in text(submit(client, batch, "name", "uscc", "address"))
    progress = reverse("imports:progress", args=[batch.pk])
    assert "已停止" not in text(client.get(progress))
    assert client.post(reverse("imports:apply", args=[batch.pk])).status_code == 409
    DBTaskResult.objects.all().delete()  # the worker gave it up
    assert "校验停止了" in text(client.get(progress))

    assert "入库 1 行" in text(choose(client, batch, "name", "uscc", "address"))


def test_columns_as_a_person_corrected_them_are_proposed_when_the_same_heads_come_again(sign_in, province, county):
    client = sign_in(agency=province)
    upload(client)
    choose(client, Batch.objects.get(), "name", "other_number", "")

    again = text(client.get(upload(client, FILE + b"\n", "二月.csv").url))
    elsewhere = sign_in(agency=county)
    theirs = text(elsewhere.get(upload(elsewhere, FILE, "三月.csv").url))

    assert "已按那次的对应填好" in again
    assert 'value="other_number" selected' in again
    assert 'value="address" selected' not in again
    assert "已按那次的对应填好" not in theirs
    assert 'value="other_number" selected' not in theirs


def test_a_file_that_breaks_while_it_is_checked_is_refused_with_nothing_half_done(sign_in, province, monkeypatch):
    monkeypatch.setattr(queries, "_HEAD_ROWS", 1)
    monkeypatch.setattr(modules[stage_file.__module__], "PIECE", 1)
    client = sign_in(agency=province)
    upload(client, FILE + b'"' + b"x" * 140_000)
    batch = Batch.objects.get()

    page = text(choose(client, batch, "name", "uscc", "address"))

    assert "双引号没有成对" in page
    assert "已拒收" in page
    assert not StagedRow.objects.exists()
    assert not Finding.objects.exists()


def test_a_mapping_that_cannot_be_is_refused_in_words_and_may_be_mended(sign_in, province):
    client = sign_in(agency=province)
    upload(client)
    batch = Batch.objects.get()

    twice = choose(client, batch, "name", "name", "address")
    assert twice.status_code == 422
    assert "只能选一列" in text(twice)
    without = choose(client, batch, "name", "", "address")
    assert without.status_code == 422
    assert "至少一列" in text(without)
    assert choose(client, batch, "name", "uscc", "address").status_code == 200


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (variants.headers_only(variants.ENTITIES), "只有表头"),
        (variants.in_broken_gb18030(variants.ENTITIES), "损坏的字节"),
        (variants.zip_bomb(64 << 20), "压缩"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xlsx"),
    ],
)
def test_a_file_that_is_no_table_is_refused_on_the_form(sign_in, province, content, sentence):
    response = upload(sign_in(agency=province), content, "名录.xlsx")

    assert response.status_code == 422
    assert sentence in text(response)
    assert not Batch.objects.exclude(state=BatchState.REFUSED).exists()


def test_a_refused_batch_shows_why(sign_in, province):
    client = sign_in(agency=province)
    upload(client, variants.headers_only(variants.ENTITIES))

    page = text(client.get(reverse("imports:detail", args=[Batch.objects.get().pk])))

    assert "文件只有表头" in page
    assert "重新上传" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_names_row_column_value_rule_and_sentence(sign_in, province, kind):
    client = sign_in(agency=province)
    upload(client, f"单位,代码一,坐落\n甲商行,{USCC},太原市\n乙商行,=1+1,太原市\n".encode())
    batch = Batch.objects.get()
    choose(client, batch, "name", "uscc", "address")

    content = b"".join(client.get(reverse("imports:report", args=[batch.pk]), {"format": kind}))

    if kind == "csv":
        head, line = content.decode().splitlines()
        assert head == "\ufeff行,列,值,规则,性质,说明"
        assert line.startswith("3,代码一,'=1+1,V18,不合格,")
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert rows[1][:5] == [3.0, "代码一", "=1+1", "V18", "不合格"]


def test_an_interrupted_batch_can_be_taken_up_again_by_page(sign_in, province):
    client = sign_in(agency=province)
    upload(client)
    batch = Batch.objects.get()
    choose(client, batch, "name", "uscc", "address")
    client.post(reverse("imports:apply", args=[batch.pk]))
    DBTaskResult.objects.all().delete()  # the worker died

    assert "继续入库" in text(client.get(reverse("imports:detail", args=[batch.pk])))
    client.post(reverse("imports:apply", args=[batch.pk]))
    work()
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED


def test_the_job_acts_with_what_the_person_may_do_by_now(sign_in, province):
    client = sign_in(agency=province)
    upload(client)
    batch = Batch.objects.get()
    choose(client, batch, "name", "uscc", "address")
    client.post(reverse("imports:apply", args=[batch.pk]))
    Post.objects.update(valid_until=date(2025, 6, 1))

    with pytest.raises(NotAllowed):
        work()
    assert not Entity.objects.exists()


def test_importing_is_not_for_everybody(sign_in, province):
    client = sign_in(Role.HEAD, province)

    assert client.get(reverse("imports:upload")).status_code == 403
    assert "导入文件" not in text(client.get(reverse("imports:list")))


def test_undo_is_not_for_everybody(sign_in, bring_in, province):
    batch = bring_in(f"名称,信用代码\n甲商行,{USCC}\n")

    assert sign_in(Role.HANDLER, province).get(reverse("imports:undo", args=[batch.pk])).status_code == 403


def test_the_list_shows_batches_of_ones_region_and_no_others(sign_in, county, province):
    upload(sign_in(agency=county), name="小店名录.csv")

    assert "小店名录.csv" in text(sign_in(agency=province).get(reverse("imports:list"), {"state": "received"}))
    datong = AgencyFactory(region=RegionFactory(code="140213"))
    page = text(sign_in(agency=datong).get(reverse("imports:list")))
    assert "小店名录.csv" not in page
    assert "还没有导入过文件" in page
