import io
import zipfile

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from tongjian.doors.face.forms import FilterForm, Form, UploadField
from tongjian.foundation.kernel.errors import RuleViolated


class PlanForm(Form):
    name = forms.CharField(label="计划名称", max_length=5)
    on = forms.DateField(label="日期", widget=forms.DateInput, required=False)


class FileForm(Form):
    file = UploadField(label="文件", max_bytes=1024 * 1024)


def archive(*names, content=b"x", compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name in names:
            file.writestr(name, content)
    return buffer.getvalue()


WORKBOOK = ("[Content_Types].xml", "xl/workbook.xml")


def sent(content, name="名单.csv"):
    return FileForm({}, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("名称,代码\n甲,1\n".encode(), "csv"),
        ("\ufeff名称\n".encode(), "csv"),
        ("名称\n甲\n".encode("gb18030"), "csv"),
        (archive(*WORKBOOK), "xlsx"),
    ],
)
def test_a_file_is_known_by_its_content_not_its_name(content, kind):
    form = sent(content, name="随便.bin")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"].kind == kind
    assert form.cleaned_data["file"].read() == content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "另存为"),
        (b"<html><table></table></html>", "网页"),
        (b"abc\x00def", "不是文本"),
        (archive("a.txt"), "压缩包"),
        (b"PK\x03\x04 broken", "损坏"),
        (archive(*WORKBOOK, "xl/big.xml", content=b"0" * 3_000_000, compression=zipfile.ZIP_DEFLATED), "炸弹"),
        (b"MZ....", "程序"),
    ],
)
def test_other_files_are_refused_with_what_they_are(content, sentence):
    form = sent(content, name="名单.xlsx")

    assert not form.is_valid()
    assert sentence in form.errors["file"][0]


def test_a_file_over_the_limit_is_refused_with_both_sizes():
    form = sent(b"a" * (1024 * 1024 + 1))

    assert not form.is_valid()
    assert "上限 1 MB" in form.errors["file"][0]


def test_an_empty_file_is_refused():
    assert not sent(b"").is_valid()


def test_a_missing_field_is_named():
    assert PlanForm({}).errors["name"] == ["请填写“计划名称”。"]


def test_a_refusal_lands_on_the_form_with_its_citation():
    form = PlanForm({"name": "甲"})
    form.refuse(RuleViolated("V08", "次数已满。", "《某意见》第六条"))
    form.refuse(RuleViolated("V09", "日期不对。"), field="on")

    assert form.non_field_errors() == ["次数已满。（依据：《某意见》第六条）"]
    assert form.errors["on"] == ["日期不对。"]


def test_a_filter_that_makes_no_sense_filters_nothing():
    class Filters(FilterForm):
        text = forms.CharField()
        on = forms.DateField()

    assert Filters({"text": "甲", "on": "2026-99-99"}).chosen == {"text": "甲"}
    assert Filters({}).chosen == {}


def test_an_invalid_field_says_so_to_a_screen_reader():
    template = engines["django"].from_string("{% load face %}{% error_summary form %}{% form_fields form %}")
    html = template.render({"form": PlanForm({"name": "六个字的名称"})})

    assert 'aria-invalid="true"' in html
    assert 'href="#id_name"' in html
    assert 'id="id_name_error"' in html
