import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from tongjian.doors.face import exports
from tongjian.doors.face.exports import csv_response, xlsx_response
from tongjian.doors.face.parts import ClockFace
from tongjian.doors.face.tables import Column
from tongjian.foundation.kernel.errors import RuleViolated

TRICKS = [
    "=1+1",
    '=HYPERLINK("http://example.invalid","点我")',
    "+86 138 1234 5678",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "http://example.invalid",
    "00123",
    "91140726DEM0A1B2X4",
    "1e5",
    "　全角 空格 ·（中国）",
]
COLUMN = Column("value", "值", lambda row: row)


def workbook(response):
    content = b"".join(response.streaming_content)
    response.file_to_stream.close()
    return openpyxl.load_workbook(io.BytesIO(content))


def csv_rows(response):
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("text", TRICKS)
def test_whatever_text_looks_like_excel_gets_text(text):
    cell = workbook(xlsx_response([COLUMN], [text], "名单"))["数据"]["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("text", [t for t in TRICKS if exports.FORMULA.match(t)])
def test_formula_looking_text_stays_text_even_when_edited(text):
    cell = workbook(xlsx_response([COLUMN], [text], "名单"))["数据"]["A2"]

    assert cell.quotePrefix


def test_numbers_dates_and_clocks_keep_their_kind():
    rows = [
        12,
        Decimal("3.50"),
        date(2026, 11, 22),
        datetime(2026, 11, 22, 16, 3, tzinfo=UTC),
        None,
        ClockFace(remaining=3),
    ]
    sheet = workbook(xlsx_response([COLUMN], rows, "名单"))["数据"]

    assert [sheet.cell(n, 1).value for n in range(1, 8)] == [
        "值",
        12,
        3.5,
        datetime(2026, 11, 22),
        datetime(2026, 11, 23, 0, 3),
        None,
        "剩 3 个工作日",
    ]


def test_what_was_asked_for_is_written_on_a_second_sheet():
    book = workbook(xlsx_response([COLUMN], [1], "名单", about={"筛选条件": "=危险"}))

    assert book.sheetnames == ["数据", "说明"]
    assert book["说明"]["B1"].value == "=危险"
    assert book["说明"]["B1"].data_type == "s"


def test_past_the_last_row_of_excel_a_refusal_says_so(monkeypatch):
    monkeypatch.setattr(exports, "LAST_EXCEL_ROW", 2)

    with pytest.raises(RuleViolated, match="CSV"):
        xlsx_response([COLUMN], [1, 2, 3], "名单")


def test_control_characters_do_not_break_the_file():
    assert workbook(xlsx_response([COLUMN], ["甲\x00\x0b乙"], "名单"))["数据"]["A2"].value == "甲乙"


def test_csv_cells_cannot_start_a_formula():
    rows = csv_rows(csv_response([COLUMN], ["=1+1", "-5", -5, "甲,乙\n丙", None], "名单"))

    assert rows == [["值"], ["'=1+1"], ["'-5"], ["-5"], ["甲,乙\n丙"], [""]]


def test_a_chinese_file_name_survives():
    response = xlsx_response([COLUMN], [], "名单")
    response.file_to_stream.close()

    assert "filename*=utf-8''%E5%90%8D%E5%8D%95.xlsx" in response["Content-Disposition"]
