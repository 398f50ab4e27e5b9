"""XLSX: measured before it is opened, then read as texts."""

import copy
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, Any

import python_calamine
from python_calamine import CalamineWorkbook

from tongjian.foundation.exchange.reading.table import MAX_COLUMNS, PIECE, Limits, Sheet, build_sheet
from tongjian.foundation.kernel.errors import RuleViolated

_LARGEST_RATIO = 200
_MOST_PARTS = 2_000
_CHUNK = 1 << 20
_OVERLAP = 4096
# A cell with content and its place; styled but empty cells close themselves and do not count.
_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_BOMB = "文件解压后异常巨大（疑似压缩炸弹），已拒收，没有读取内容。"


def open_workbook(file: IO[bytes], limits: Limits, *, piece: int = PIECE) -> Sheet:
    """The first visible sheet that holds anything. Numbers keep all their digits, dates become ISO texts."""
    measure(file, limits)
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        return build_sheet(_records(book), limits, piece=piece)
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError, KeyError):
        raise _damaged() from None


def measure(file: IO[bytes], limits: Limits) -> None:
    """Refuses what is no workbook, what unpacks to too much, and what would need a huge matrix for a few cells.

    Sizes in the directory of a ZIP can lie, so every part is unpacked once, in pieces, and counted.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if not any(part.filename.casefold() == "xl/workbook.xml" for part in parts):
                _refuse_other(parts)
            _check_directory(parts, limits)
            allowance = limits.max_unpacked_bytes
            for part in parts:
                allowance -= _count(archive, part, allowance, limits)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise _damaged() from None


def _refuse_other(parts: Sequence[zipfile.ZipInfo]) -> None:
    if any(part.file_size > _LARGEST_RATIO * max(part.compress_size, 1) and part.file_size > _CHUNK for part in parts):
        raise RuleViolated("file_bomb", _BOMB)
    raise RuleViolated("file_wrong_kind", "这是压缩包或其他 Office 文件，不是工作簿。请用 CSV 或 Excel（.xlsx）文件。")


def _check_directory(parts: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    is_bomb = unpacked > _LARGEST_RATIO * max(packed, 1) and unpacked > 16 * _CHUNK
    if is_bomb or unpacked > limits.max_unpacked_bytes or len(parts) > _MOST_PARTS:
        raise RuleViolated("file_bomb", _BOMB)


def _count(archive: zipfile.ZipFile, part: zipfile.ZipInfo, allowance: int, limits: Limits) -> int:
    honest = copy.copy(part)
    honest.file_size = allowance + 1  # else zipfile would stop where the directory says, which another reader does not
    is_sheet = part.filename.casefold().startswith("xl/worksheets/")
    total, tail = 0, b""
    with archive.open(honest) as stream:
        while piece := stream.read(_CHUNK):
            total += len(piece)
            if total > allowance:
                raise RuleViolated("file_bomb", _BOMB)
            if is_sheet:
                _check_places(tail + piece, limits)
                tail = piece[-_OVERLAP:]
    return total


def _check_places(xml: bytes, limits: Limits) -> None:
    """A value far away makes a reader fill the whole rectangle up to it."""
    for column, row in _CELL.findall(xml):
        if len(column) > 1 and _column_number(column) > MAX_COLUMNS:
            raise RuleViolated("file_too_many_columns", f"工作表有超过 {MAX_COLUMNS} 列的内容，请只保留需要的列。")
        if int(row) > limits.max_rows + 100:
            raise RuleViolated("file_too_many_rows", f"超过 {limits.max_rows:,} 行，请分成几个文件导入。")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _records(book: CalamineWorkbook) -> Iterator[tuple[int, Sequence[str]]]:
    for sheet in book.sheets_metadata:
        if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            continue
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        if any(any(cell != "" for cell in row) for row in rows):
            for number, row in enumerate(rows, start=1):
                yield number, [_text(cell) for cell in row]
            return


def _text(cell: Any) -> str:
    """A number that is whole shows its digits, whatever Excel would show; midnight is no time of day."""
    if isinstance(cell, str):
        return cell.replace("\x00", "")
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e21 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""


def _damaged() -> RuleViolated:
    return RuleViolated("file_damaged", "工作簿已损坏或带密码，打不开。请在 Excel 中打开后另存为 .xlsx 或 CSV。")
