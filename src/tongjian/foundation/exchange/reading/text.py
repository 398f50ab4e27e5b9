"""Delimited text: which encoding, which delimiter, strictly read."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongjian.foundation.exchange.reading.table import Limits, Table, build_table
from tongjian.foundation.kernel.errors import RuleViolated

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_CHARACTERS = 64 * 1024
_SAMPLE_RECORDS = 30
_LARGEST_CELL = 131_072


@dataclass(frozen=True, slots=True)
class _Decoded:
    text: str
    encoding: str


def read_text(content: bytes, limits: Limits) -> Table:
    decoded = decode(content)
    if "\x00" in decoded.text[:_SAMPLE_CHARACTERS] or "\x00" in decoded.text:
        raise RuleViolated("file_wrong_kind", "这不是文本表格（含有二进制内容），请用 CSV 或 Excel（.xlsx）文件。")
    text, skipped, hinted = _without_hint(decoded.text)
    delimiter = hinted or detect_delimiter(text[:_SAMPLE_CHARACTERS])
    records = _records(text, delimiter, first=1 + skipped)
    return build_table(records, limits, encoding=decoded.encoding, delimiter=delimiter)


def decode(content: bytes) -> _Decoded:
    """UTF-8 (with or without mark), UTF-16 (with mark) or GB18030, strictly: never a guessed character.

    A file that begins as good UTF-8 and breaks later is a broken UTF-8 file, although GB18030 would swallow many of
    its bytes as other characters: what has two proper multi-byte characters was not written in GB18030.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(content, "utf-16")
    if content.startswith(codecs.BOM_UTF8):
        return _strictly(content, "utf-8-sig")
    try:
        return _Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as broken:
        good = content[: broken.start].decode("utf-8")
        is_utf8 = sum(1 for character in good if ord(character) > 127) >= 2
        return _strictly(content, "utf-8" if is_utf8 else "gb18030")


def _strictly(content: bytes, encoding: str) -> _Decoded:
    try:
        return _Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        raise RuleViolated(
            "file_bytes_broken",
            f"第 {line} 行有损坏的字节，按 {encoding.upper()} 读不出来（文件的第 {broken.start + 1} 个字节）。"
            "请重新导出文件；为避免乱码入库，整个文件没有导入。",
            line=line,
        ) from None


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


def _without_hint(text: str) -> tuple[str, int, str]:
    """Excel's own first line `sep=;` names the delimiter and is no row of the table."""
    first, _, rest = text.partition("\n")
    hint = first.strip().strip('"')
    if hint[:4].lower() == "sep=" and len(hint) == 5:
        return rest, 1, hint[4]
    return text, 0, ""


def _records(text: str, delimiter: str, *, first: int) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    csv.field_size_limit(_LARGEST_CELL)
    try:
        yield from enumerate(reader, start=first)
    except csv.Error:
        raise RuleViolated(
            "file_quotes_broken",
            f"第 {reader.line_num} 行附近的双引号没有成对：一个单元格超过 {_LARGEST_CELL:,} 个字符。请改正后再导入。",
            line=reader.line_num,
        ) from None
