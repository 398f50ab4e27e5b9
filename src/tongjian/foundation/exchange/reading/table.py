"""A table of texts, and how large one may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tongjian.foundation.exchange.reading.cells import missing_to_null
from tongjian.foundation.kernel.errors import RuleViolated

MAX_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the file, rows below its header, bytes of a workbook once unpacked."""

    max_bytes: int
    max_rows: int
    max_unpacked_bytes: int


@dataclass(frozen=True, slots=True)
class Table:
    """`frame` holds texts only, under the heads of the file. `rows` are the rows as a spreadsheet counts them; rows
    without any value are left out. `overlong` are rows with more cells than the header: their values may have slipped.
    `encoding` and `delimiter` are empty for a workbook."""

    frame: pl.DataFrame
    rows: Sequence[int]
    encoding: str = ""
    delimiter: str = ""
    overlong: frozenset[int] = field(default_factory=frozenset)

    @property
    def header(self) -> list[str]:
        return self.frame.columns

    def select(self, mapping: Mapping[str, str], fields: Iterable[str] = ()) -> pl.DataFrame:
        """`row` and one column per field, outer blanks gone, missing values null. Fields named in `fields` that are
        not mapped are there, all null. Raises RuleViolated when a mapped column is not in the file."""
        if absent := sorted(set(mapping.values()) - set(self.header)):
            raise RuleViolated("column_absent", f"文件里没有这些列：{'、'.join(absent)}。")
        named = [missing_to_null(pl.col(column)).alias(name) for name, column in mapping.items()]
        empty = [pl.lit(None, dtype=pl.String).alias(name) for name in fields if name not in mapping]
        return self.frame.select(pl.Series("row", self.rows, dtype=pl.UInt32), *named, *empty)


def build_table(
    records: Iterable[tuple[int, Sequence[str]]], limits: Limits, *, encoding: str = "", delimiter: str = ""
) -> Table:
    """From numbered records, the first with a value being the header. A title above the header (one single value, and
    the next record has several) is passed over."""
    source = ((number, values) for number, values in records if any(value.strip() for value in values))
    head = next(source, None)
    if head is None:
        raise RuleViolated("file_empty", "文件里没有内容：请确认选对了文件，第一行应是表头。")
    body: list[tuple[int, Sequence[str]]] = []
    for record in source:
        if not body and _filled(head[1]) == 1 and _filled(record[1]) > 1:
            head = record
            continue
        body.append(record)
        if len(body) > limits.max_rows:
            raise RuleViolated("file_too_many_rows", f"超过 {limits.max_rows:,} 行，请分成几个文件导入。")
    if not body:
        raise RuleViolated("file_headers_only", "文件只有表头，没有数据行。")
    return _assemble(_header(head[1]), body, encoding=encoding, delimiter=delimiter)


def _assemble(header: list[str], body: list[tuple[int, Sequence[str]]], *, encoding: str, delimiter: str) -> Table:
    width = len(header)
    overlong = frozenset(number for number, values in body if any(value.strip() for value in values[width:]))
    padded = [
        values[:width] if len(values) >= width else [*values, *[""] * (width - len(values))] for _, values in body
    ]
    columns = zip(*padded, strict=True)
    frame = pl.DataFrame(
        [pl.Series(name, column, dtype=pl.String) for name, column in zip(header, columns, strict=True)]
    )
    return Table(frame, [number for number, _ in body], encoding=encoding, delimiter=delimiter, overlong=overlong)


def _filled(values: Sequence[str]) -> int:
    return sum(1 for value in values if value.strip())


def _header(values: Sequence[str]) -> list[str]:
    """Trimmed, never empty, never twice."""
    texts = [" ".join(value.replace("\ufeff", "").replace("\u200b", "").split()) for value in values]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MAX_COLUMNS:
        raise RuleViolated("file_too_many_columns", f"表头有 {len(texts)} 列，最多 {MAX_COLUMNS} 列。")
    heads: list[str] = []
    for at, text in enumerate(texts, start=1):
        name, count = text or f"第 {at} 列", 1
        while name in heads:
            count += 1
            name = f"{text or f'第 {at} 列'} ({count})"
        heads.append(name)
    return heads
