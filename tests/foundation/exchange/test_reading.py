"""Whatever bytes come in, they become a table of texts or a sentence."""

import io
import struct
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.data import variants
from tongjian.foundation.exchange.reading import Limits, propose_mapping, read_table
from tongjian.foundation.exchange.reading.headers import normalise_header
from tongjian.foundation.exchange.reading.text import detect_encoding
from tongjian.foundation.kernel.errors import RuleViolated

LIMITS = Limits(max_bytes=64 << 20, max_rows=100_000, max_unpacked_bytes=64 << 20)
ENTITIES = variants.ENTITIES


def read(content, limits=LIMITS):
    return read_table(io.BytesIO(content), limits)


def refusal(content, limits=LIMITS):
    with pytest.raises(RuleViolated) as caught:
        read(content, limits)
    return caught.value


@pytest.fixture(scope="module")
def plain():
    return read(ENTITIES.read_bytes())


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (variants.with_byte_order_mark(ENTITIES), "utf-8-sig"),
        (variants.in_gb18030(ENTITIES), "gb18030"),
        (ENTITIES.read_text("utf-8").encode("utf-16"), "utf-16"),
    ],
)
def test_every_encoding_gives_the_same_table(plain, content, encoding):
    table = read(content)

    assert table.frame.equals(plain.frame)
    assert table.encoding == encoding


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_gives_the_same_table(plain, delimiter):
    table = read(variants.separated_by(ENTITIES, delimiter))

    assert table.delimiter == delimiter
    assert table.frame.equals(plain.frame)


def test_a_workbook_gives_the_same_table(plain):
    table = read(variants.as_workbook(ENTITIES))

    assert table.frame.equals(plain.frame)
    assert table.rows == plain.rows


def test_line_ends_inside_quotes_stay_in_the_cell():
    table = read('名称,地址\n甲,"第一行\n第二行"\n乙,x\n'.encode())

    assert table.frame["地址"].to_list() == ["第一行\n第二行", "x"]
    assert table.rows == [2, 3]


def test_heads_are_trimmed_named_and_never_twice():
    table = read(" 名称 ,名称,,\n甲,乙,丙,\n".encode())

    assert table.header == ["名称", "名称 (2)"] or table.header == ["名称", "名称 (2)", "第 3 列"]
    assert table.frame["名称"].to_list() == ["甲"]


def test_a_title_above_the_header_is_passed_over():
    table = read("企业名录,,\n名称,代码,地址\n甲,1,x\n".encode())

    assert table.header == ["名称", "代码", "地址"]
    assert table.rows == [3]


def test_empty_lines_count_as_lines_but_are_no_rows():
    table = read("名称,代码\n甲,1\n\n,\n乙,2\n".encode())

    assert table.rows == [2, 5]


def test_a_row_with_more_cells_than_the_header_is_noted():
    table = read("名称,代码\n甲,1\n乙,2,3\n丙,3,\n".encode())

    assert table.overlong == {3}


def test_excels_hint_about_the_delimiter_is_obeyed():
    table = read("sep=;\n名称;代码\n甲,乙;1\n".encode())

    assert table.frame["名称"].to_list() == ["甲,乙"]
    assert table.rows == [3]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b"\n\n ,\n", "file_empty"),
        (variants.headers_only(ENTITIES), "file_headers_only"),
        (b"%PDF-1.7 ...", "file_wrong_kind"),
        (b"\xff\xd8\xff\xe0jpeg", "file_wrong_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_wrong_kind"),
        (b"<html><table><tr><td>1", "file_wrong_kind"),
        (b"a,b\n\x00\x01,2\n", "file_wrong_kind"),
        (b"PK\x03\x04 cut off", "file_damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, code):
    refused = refusal(content)

    assert refused.code == code
    assert refused.sentence.endswith("。")


def test_a_zip_that_is_no_workbook_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("名录.csv", "名称,代码\n甲,1\n")

    assert refusal(content.getvalue()).code == "file_wrong_kind"


def test_broken_gb18030_names_the_line_and_guesses_nothing():
    refused = refusal(variants.in_broken_gb18030(ENTITIES))

    assert refused.code == "file_bytes_broken"
    assert "GB18030" in refused.sentence
    assert f"第 {refused.details['line']} 行" in refused.sentence


def test_broken_utf8_is_not_read_as_gb18030():
    content = ENTITIES.read_bytes()
    line = content.count(b"\n", 0, 5000) + 1

    refused = refusal(content[:5000] + b"\xff" + content[5000:])

    assert "UTF-8" in refused.sentence
    assert abs(refused.details["line"] - line) <= 1


def test_a_quote_that_never_closes_is_refused():
    assert refusal(('名称,代码\n甲,1\n乙,"' + "x" * 200_000).encode()).code == "file_quotes_broken"


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read():
    class Large(io.BytesIO):
        def seek(self, offset, whence=0):
            return 200 << 20 if whence == 2 else super().seek(offset, whence)

        def read(self, size=-1):
            raise AssertionError("read although too large")

    with pytest.raises(RuleViolated, match="200 MB") as caught:
        read_table(Large(b""), LIMITS)
    assert caught.value.code == "file_too_large"


def test_more_rows_than_the_limit_are_refused():
    limits = Limits(max_bytes=1 << 20, max_rows=3, max_unpacked_bytes=1 << 20)
    content = "名称\n" + "甲\n" * 4

    assert refusal(content.encode(), limits).code == "file_too_many_rows"


def test_a_zip_bomb_is_refused_unread():
    assert refusal(variants.zip_bomb(100 << 20)).code in ("file_bomb", "file_wrong_kind")


def _lying_bomb():
    """A workbook whose directory says that its sheet has ten bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(100 << 20))
    raw = bytearray(content.getvalue())
    place = raw.rindex(b"PK\x01\x02")
    raw[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(raw)


def test_a_bomb_that_lies_about_its_size_is_refused_too():
    assert refusal(_lying_bomb()).code in ("file_bomb", "file_damaged")


@pytest.mark.parametrize(("place", "code"), [("XFD2", "file_too_many_columns"), ("A1048576", "file_too_many_rows")])
def test_a_value_far_away_does_not_fill_the_memory(place, code):
    cells = f'<row r="1"><c r="A1"><v>1</v></c><c r="{place}"><v>2</v></c></row>'
    sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)

    assert refusal(content.getvalue()).code == code


def _workbook(rows, **formats):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, date | datetime):
                    sheet.write_datetime(row, column, value, moment)
                else:
                    sheet.write(row, column, value)
    return content.getvalue()


def test_numbers_of_a_workbook_keep_their_digits_and_dates_are_iso():
    table = read(_workbook([["名称", "注册号", "比例", "日期"], ["甲", 140105999900015, 0.5, datetime(2004, 2, 17)]]))

    assert table.frame.row(0) == ("甲", "140105999900015", "0.5", "2004-02-17")


def test_a_formula_is_its_last_value_and_text_that_looks_like_one_stays_text():
    table = read("名称,范围\n=墨壬商行,=1+1\n".encode())

    assert table.frame.row(0) == ("=墨壬商行", "=1+1")


@pytest.mark.parametrize("value", ["", " ", "N/A", "n/a", "-", "—", "－", "——", "无", "Ｎ／Ａ", "\u3000", "\u200b"])
def test_missing_is_missing_however_it_is_written(value):
    table = read(f"名称,地址\n甲,{value}\n".encode())

    assert table.select({"address": "地址"})["address"].to_list() == [None]


def test_outer_blanks_go_and_inner_ones_stay():
    table = read("名称,地址\n　 陵川县 白 掌店\u00a0,x\n".encode())

    assert table.select({"name": "名称"})["name"].to_list() == ["陵川县 白 掌店"]


def test_a_column_that_is_not_there_is_refused_by_name():
    with pytest.raises(RuleViolated, match="单位名称"):
        read("名称\n甲\n".encode()).select({"name": "单位名称"})


@given(st.text(max_size=40))
def test_normalising_a_head_twice_changes_nothing_more(text):
    assert normalise_header(normalise_header(text)) == normalise_header(text)


@given(st.lists(st.text(min_size=1, max_size=12), max_size=12, unique=True))
def test_a_mapping_names_each_column_once_and_only_columns_that_exist(header):
    mapping = propose_mapping(header, {"name": ("名称",), "uscc": ("统一社会信用代码",), "address": ("地址",)})

    assert set(mapping.values()) <= set(header)
    assert len(set(mapping.values())) == len(mapping)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_sentence(content):
    try:
        table = read(content)
    except RuleViolated as refused:
        assert refused.sentence
    else:
        assert len(table.rows) == table.frame.height


def test_a_broken_byte_far_inside_is_told_by_line_and_place():
    line = "甲商行,乙\n".encode()
    content = line * 90_000  # several pieces of a megabyte; characters lie across their edges
    assert detect_encoding(io.BytesIO(content)) == "utf-8"
    assert detect_encoding(io.BytesIO(content.decode().encode("gb18030"))) == "gb18030"

    with pytest.raises(RuleViolated, match=f"第 90001 行.*UTF-8.*第 {len(content) + 1} 个字节"):
        detect_encoding(io.BytesIO(content + b"\xff\n"))
    with pytest.raises(RuleViolated, match=f"第 90001 行.*第 {len(content) + 4} 个字节"):
        detect_encoding(io.BytesIO(b"\xef\xbb\xbf" + content + b"\xff\n"))
