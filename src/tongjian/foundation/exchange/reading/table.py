"""A table of texts, and how large one may be."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import polars as pl

from tongjian.foundation.exchange.reading.cells import missing_to_null
from tongjian.foundation.kernel.errors import RuleViolated

MAX_COLUMNS = 100
PIECE = 50_000
"""Rows that are read, checked and stored at once."""

Record = tuple[int, Sequence[str]]


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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in pieces, for files that memory should not hold at once: `pieces` is read once, each a `Table` of
    `PIECE` rows at most. `fraction` tells how much of the file is read (0 to 1)."""

    header: list[str]
    pieces: Iterator[Table]
    fraction: Callable[[], float]
    encoding: str = ""
    delimiter: str = ""


def build_sheet(
    records: Iterable[Record],
    limits: Limits,
    *,
    piece: int = PIECE,
    fraction: Callable[[], float] = lambda: 1.0,
    encoding: str = "",
    delimiter: str = "",
) -> Sheet:
    """From numbered records, the first with a value being the header. A title above the header (one single value, and
    the next record has several) is passed over. Raises RuleViolated here for a table without rows, and when the piece
    is read in which it grows beyond the limits."""
    source = (record for record in records if any(map(str.strip, record[1])))
    head, first = next(source, None), next(source, None)
    if head is None:
        raise RuleViolated("file_empty", "文件里没有内容：请确认选对了文件，第一行应是表头。")
    while first is not None and _filled(head[1]) == 1 and _filled(first[1]) > 1:
        head, first = first, next(source, None)
    header = _header(head[1])
    if first is None:
        raise RuleViolated("file_headers_only", "文件只有表头，没有数据行。")
    bodies = _bodies(chain([first], source), limits, piece)
    pieces = (_assemble(header, body, encoding=encoding, delimiter=delimiter) for body in bodies)
    return Sheet(header, pieces, fraction, encoding, delimiter)


def _bodies(source: Iterator[Record], limits: Limits, piece: int) -> Iterator[list[Record]]:
    total = 0
    while body := list(islice(source, min(piece, limits.max_rows + 1 - total))):
        total += len(body)
        if total > limits.max_rows:
            raise RuleViolated("file_too_many_rows", f"超过 {limits.max_rows:,} 行，请分成几个文件导入。")
        yield body


def _assemble(header: list[str], body: list[Record], *, encoding: str, delimiter: str) -> Table:
    width = len(header)
    overlong = frozenset(
        number for number, values in body if len(values) > width and any(map(str.strip, values[width:]))
    )
    padded = [_fitted(values, width) for _, values in body]
    columns = zip(*padded, strict=True)
    frame = pl.DataFrame(
        [pl.Series(name, column, dtype=pl.String) for name, column in zip(header, columns, strict=True)]
    )
    return Table(frame, [number for number, _ in body], encoding=encoding, delimiter=delimiter, overlong=overlong)


def _fitted(values: Sequence[str], width: int) -> Sequence[str]:
    if len(values) == width:
        return values
    return values[:width] if len(values) > width else [*values, *[""] * (width - len(values))]


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
