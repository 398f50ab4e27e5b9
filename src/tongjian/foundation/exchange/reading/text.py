"""Delimited text: which encoding, which delimiter, strictly read."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from tongjian.foundation.exchange.reading.table import PIECE, Limits, Record, Sheet, build_sheet
from tongjian.foundation.kernel.errors import RuleViolated

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_CHARACTERS = 64 * 1024
_SAMPLE_RECORDS = 30
_LARGEST_CELL = 131_072
_BYTES = 1 << 20


class _Broken(Exception):
    """Bytes that are not this encoding: in which line and at which byte of the file, and how many characters outside
    of ASCII came before."""

    def __init__(self, encoding: str, line: int, at: int, foreign: int) -> None:
        super().__init__(encoding)
        self.encoding, self.line, self.at, self.foreign = encoding, line, at, foreign


def open_text(file: IO[bytes], limits: Limits, *, piece: int = PIECE) -> Sheet:
    """Read through once to learn its encoding, then in pieces."""
    size = max(file.seek(0, 2), 1)
    encoding = detect_encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    sample = text.read(_SAMPLE_CHARACTERS)
    text.seek(0)
    hinted = _hint(sample)
    delimiter = hinted or detect_delimiter(sample)
    return build_sheet(
        _records(text, delimiter, skipped=1 if hinted else 0),
        limits,
        piece=piece,
        fraction=lambda: file.tell() / size,
        encoding=encoding,
        delimiter=delimiter,
    )


def detect_encoding(file: IO[bytes]) -> str:
    """UTF-8 (with or without mark), UTF-16 (with mark) or GB18030, strictly: never a guessed character.

    A file that begins as good UTF-8 and breaks later is a broken UTF-8 file, although GB18030 would swallow many of
    its bytes as other characters: what has two proper multi-byte characters was not written in GB18030.
    """
    file.seek(0)
    head = file.read(4)
    try:
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _decodes(file, "utf-16")
        if head.startswith(codecs.BOM_UTF8):
            return _decodes(file, "utf-8-sig")
        try:
            return _decodes(file, "utf-8")
        except _Broken as broken:
            if broken.foreign >= 2:
                raise
            return _decodes(file, "gb18030")
    except _Broken as broken:
        raise RuleViolated(
            "file_bytes_broken",
            f"第 {broken.line} 行有损坏的字节，按 {broken.encoding.upper()} 读不出来"
            f"（文件的第 {broken.at + 1} 个字节）。请重新导出文件；为避免乱码入库，整个文件没有导入。",
            line=broken.line,
        ) from None


def _decodes(file: IO[bytes], encoding: str) -> str:
    """The encoding when every byte of the file is right in it."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    read, lines, foreign, is_binary = 0, 0, 0, False
    file.seek(0)
    while True:
        piece = file.read(_BYTES)
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as broken:
            at = read + len(piece) - len(broken.object) + broken.start
            line = lines + piece.count(b"\n", 0, max(at - read, 0)) + 1
            good = broken.object[: broken.start].decode("utf-8") if encoding == "utf-8" else ""
            raise _Broken(encoding, line, at, foreign + _foreign(good)) from None
        foreign += 0 if foreign > 1 else _foreign(text)
        is_binary = is_binary or "\x00" in text
        if not piece:
            break
        read, lines = read + len(piece), lines + piece.count(b"\n")
    if is_binary:
        raise RuleViolated("file_wrong_kind", "这不是文本表格（含有二进制内容），请用 CSV 或 Excel（.xlsx）文件。")
    return encoding


def _foreign(text: str) -> int:
    return 0 if text.isascii() else sum(1 for character in text if ord(character) > 127)


def detect_delimiter(sample: str) -> str:
    """The delimiter under which the first records agree best on how many cells they have; comma when none splits."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(record) for record in _sample_records(sample, delimiter) if record]
        if not widths or widths[0] < 2:
            continue
        common = max(set(widths), key=widths.count)
        score = (widths.count(common) / len(widths), common)
        if common > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def _sample_records(sample: str, delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            records.append(record)
            if len(records) > _SAMPLE_RECORDS:
                break
    except csv.Error:
        return []
    # The sample may have been cut in the middle of its last record.
    return records[:-1] if len(records) > 2 and len(sample) >= _SAMPLE_CHARACTERS else records


def _hint(text: str) -> str:
    """Excel's own first line `sep=;` names the delimiter and is no row of the table."""
    hint = text.partition("\n")[0].strip().strip('"')
    return hint[4] if hint[:4].lower() == "sep=" and len(hint) == 5 else ""


def _records(text: io.TextIOWrapper, delimiter: str, *, skipped: int) -> Iterator[Record]:
    """Leaves the file open for whoever opened it."""
    reader = csv.reader(text, delimiter=delimiter)
    csv.field_size_limit(_LARGEST_CELL)
    try:
        for _ in range(skipped):
            text.readline()
        yield from enumerate(reader, start=1 + skipped)
    except csv.Error:
        line = reader.line_num + skipped
        raise RuleViolated(
            "file_quotes_broken",
            f"第 {line} 行附近的双引号没有成对：一个单元格超过 {_LARGEST_CELL:,} 个字符。请改正后再导入。",
            line=line,
        ) from None
    finally:
        with suppress(ValueError):  # closed already, when a sheet was not read to its end
            text.detach()
