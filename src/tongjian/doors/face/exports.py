"""Excel and CSV of exactly what a list shows: its columns, its filters, its order."""

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Protocol, TypeVar

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from tongjian.doors.face.parts import ClockFace
from tongjian.doors.face.wording import local
from tongjian.foundation.kernel.errors import RuleViolated

R_contra = TypeVar("R_contra", contravariant=True)
Cell = str | int | float | Decimal | date | ClockFace | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAST_EXCEL_ROW = 1_048_575
# What Excel, WPS or LibreOffice would take for the beginning of a formula or a command (OWASP: CSV injection).
FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class ExportColumn(Protocol[R_contra]):
    """The part of a table column that an export needs."""

    @property
    def label(self) -> str: ...
    @property
    def value(self) -> Callable[[R_contra], Any]: ...


def xlsx_response(
    columns: Sequence[ExportColumn[Any]], rows: Iterable[Any], filename: str, *, about: Mapping[str, str] | None = None
) -> FileResponse:
    """A workbook written row by row to disk, then streamed.

    The first sheet holds head and rows only, so that it can be read back; `about` (filters, who, when) is the second
    sheet. Text stays text: nothing becomes a formula, a link or a number, whatever it looks like. Past Excel's last
    row a refusal says so, instead of a file that silently ends.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    try:
        _write_workbook(file, columns, rows, about or {})
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{filename}.xlsx")  # noqa: FBT003
    return response


def _write_workbook(
    file: IO[bytes], columns: Sequence[ExportColumn[Any]], rows: Iterable[Any], about: Mapping[str, str]
) -> None:
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    import xlsxwriter  # only who exports should wait for it

    with xlsxwriter.Workbook(file, settings) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F7"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        quoted = book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet("数据")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(columns) - 1, 0), 20)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.label, head)
        for number, row in enumerate(rows, start=1):
            if number > LAST_EXCEL_ROW:
                raise RuleViolated(
                    "export_too_long", "结果超过 Excel 单表上限 1,048,575 行，请缩小筛选范围，或改为导出 CSV。"
                )
            for at, column in enumerate(columns):
                _write_cell(sheet, number, at, _plain(column.value(row)), moment=moment, quoted=quoted)
        _write_about(book, about)


def _write_cell(sheet: Any, row: int, at: int, value: Cell, *, moment: Any, quoted: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, at, local(value).replace(tzinfo=None), moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, at, value)
    else:
        text = CONTROL.sub("", str(value))[:32_767]
        sheet.write_string(row, at, text, quoted if FORMULA.match(text) else None)


def _write_about(book: Any, about: Mapping[str, str]) -> None:
    if not about:
        return
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 60)
    for number, (label, text) in enumerate(about.items()):
        sheet.write_string(number, 0, label)
        sheet.write_string(number, 1, text)


def csv_response(columns: Sequence[ExportColumn[Any]], rows: Iterable[Any], filename: str) -> StreamingHttpResponse:
    """UTF-8 with BOM, so that Excel reads the Chinese; sent while read. Formula-looking text gets an apostrophe."""
    response = StreamingHttpResponse(_csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{filename}.csv")  # noqa: FBT003
    return response


class _Line:
    """A file for csv.writer that hands each line straight on."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(columns: Sequence[ExportColumn[Any]], rows: Iterable[Any]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    yield str(writer.writerow([column.label for column in columns]))
    for row in rows:
        yield str(writer.writerow([_csv_text(_plain(column.value(row))) for column in columns]))


def _csv_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, int | float | Decimal | date):
        return str(value)
    text = CONTROL.sub("", str(value))
    return f"'{text}" if FORMULA.match(text) else text


def _plain(value: Any) -> Cell:
    """What a cell holds without its decoration; yes and no in words."""
    if isinstance(value, ClockFace):
        return value.words
    if isinstance(value, bool):
        return "是" if value else "否"
    return value  # type: ignore[no-any-return]


def stamp() -> str:
    """Local time for file names: 20261122-1403."""
    return f"{timezone.localtime():%Y%m%d-%H%M}"
