"""What a file is, told by its content and never by its name, and the way to read it."""

from typing import IO

from tongjian.foundation.exchange.reading.table import PIECE, Limits, Sheet, Table
from tongjian.foundation.exchange.reading.text import open_text
from tongjian.foundation.exchange.reading.workbook import open_workbook
from tongjian.foundation.kernel.errors import RuleViolated

_HEAD = 4096
_FOREIGN = (
    (b"%PDF-", "PDF 文件"),
    (b"\xff\xd8\xff", "照片（JPEG）"),
    (b"\x89PNG\r\n\x1a\n", "图片（PNG）"),
    (b"GIF8", "图片（GIF）"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"SQLite format 3", "数据库文件"),
    (b"PAR1", "Parquet 文件"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"{\\rtf")
_WANTED = "请用 CSV 或 Excel（.xlsx）文件。"


def read_table(file: IO[bytes], limits: Limits) -> Table:
    """The whole file at once, for small ones; raises RuleViolated with a sentence when it cannot be read or is larger
    than the limits."""
    return next(open_table(file, limits, piece=limits.max_rows + 1).pieces)


def open_table(file: IO[bytes], limits: Limits, *, piece: int = PIECE) -> Sheet:
    """The file piece by piece; `file` must stay open as long as pieces are read. Nothing is read before the size is
    known; a workbook is unpacked as a whole."""
    size = file.seek(0, 2)
    file.seek(0)
    if size > limits.max_bytes:
        raise too_large(size, limits.max_bytes)
    head = file.read(_HEAD)
    file.seek(0)
    _refuse_foreign(head)
    return (open_workbook if head.startswith(b"PK") else open_text)(file, limits, piece=piece)


def read_head(table: Table, count: int = 5) -> list[tuple[str, list[str]]]:
    """Each column with its first values that are not empty: what a person needs to correct a mapping."""
    heads = []
    for column in table.header:
        values = table.frame[column].str.strip_chars()
        heads.append((column, values.filter(values != "").head(count).to_list()))
    return heads


def too_large(size: int, limit: int) -> RuleViolated:
    return RuleViolated(
        "file_too_large", f"文件有 {_megabytes(size)}，超过上限 {_megabytes(limit)}，请分成几个文件导入。"
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB" if size >= 1024 * 1024 else f"{size:,} 字节"


def _refuse_foreign(head: bytes) -> None:
    if not head:
        raise RuleViolated("file_empty", "文件是空的：请确认选对了文件。")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise RuleViolated(
            "file_wrong_kind",
            "这是旧版 Office 文件（.xls）或带密码的工作簿，请在 Excel 中另存为不带密码的 .xlsx 或 CSV。",
        )
    for magic, words in _FOREIGN:
        if head.startswith(magic):
            raise RuleViolated("file_wrong_kind", f"这是{words}，不是表格。{_WANTED}")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise RuleViolated("file_wrong_kind", "这是网页或文档，不是真正的表格，请用 Excel 打开后另存为 .xlsx 或 CSV。")
