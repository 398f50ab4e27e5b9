"""What a file is, told by its content."""

import zipfile
from typing import IO, Any, Literal

FileKind = Literal["csv", "xlsx", "pdf", "jpeg", "png", "zip"]
HEAD = 64 * 1024
LARGEST_UNPACKED = 2 * 1024**3
LARGEST_RATIO = 200

_MAGIC: tuple[tuple[bytes, FileKind | None, str], ...] = (
    (b"%PDF-", "pdf", "这是 PDF 文件"),
    (b"\xff\xd8\xff", "jpeg", "这是照片（JPEG）"),
    (b"\x89PNG\r\n\x1a\n", "png", "这是图片（PNG）"),
    (b"\xd0\xcf\x11\xe0", None, "这是旧版 Office 文件（.xls/.doc），请另存为 .xlsx 或 CSV"),
    (b"Rar!", None, "这是压缩包"),
    (b"7z\xbc\xaf", None, "这是压缩包"),
    (b"\x1f\x8b", None, "这是压缩包"),
    (b"MZ", None, "这是程序文件"),
    (b"\x7fELF", None, "这是程序文件"),
    (b"GIF8", None, "这是图片（GIF）"),
)


def sniff(file: IO[bytes] | Any) -> tuple[FileKind | None, str]:
    """(kind, what it is in words). `None` for whatever is not accepted anywhere. The file is left at its start."""
    file.seek(0)
    head: bytes = file.read(HEAD)
    try:
        if not head:
            return None, "文件是空的"
        if head.startswith(b"PK"):
            return _zip(file)
        for magic, kind, words in _MAGIC:
            if head.startswith(magic):
                return kind, words
        return _text(head)
    finally:
        file.seek(0)


def _text(head: bytes) -> tuple[FileKind | None, str]:
    """Encodings are the importer's business; here text only has to be text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv", "文本文件（UTF-16）"
    if b"\x00" in head:
        return None, "这不是文本文件"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        return None, "这是网页文件，不是真正的表格，请用 Excel 打开后另存为 .xlsx"
    return "csv", "文本文件"


def _zip(file: IO[bytes]) -> tuple[FileKind | None, str]:
    """An XLSX is a ZIP with a workbook; one that unpacks to gigabytes is a bomb, whatever its name."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return None, "文件已损坏，打不开"
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(packed, 1):
        return None, "文件解压后异常巨大，疑似压缩炸弹，已拒收"
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        return "zip", "这是压缩包"
    return ("xlsx", "Excel 文件") if "xl/workbook.xml" in names else (None, "这是其他 Office 文件")
