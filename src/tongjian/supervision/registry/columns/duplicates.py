"""Rows of one file that mean the same entity. The first counts."""

from dataclasses import dataclass, field

import polars as pl

from tongjian.supervision.registry.columns.fields import IDENTIFIERS
from tongjian.supervision.registry.columns.findings import Findings
from tongjian.supervision.registry.columns.names import normalise_names

_SEEN = {"of": pl.String, "number": pl.String, "first": pl.UInt32, "first_name": pl.String, "first_key": pl.String}


@dataclass(slots=True)
class Seen:
    """Which row of the file first bore each number, over all pieces of it that were checked so far."""

    numbers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_SEEN))

    def find(self, given: pl.DataFrame) -> pl.DataFrame:
        """The seen ones among the numbers given (of, number)."""
        if self.numbers.is_empty():
            return self.numbers
        return self.numbers.join(given.select("of", "number").unique(), on=["of", "number"], how="semi")

    def add(self, first: pl.DataFrame) -> None:
        self.numbers = pl.concat([self.numbers, first.select(*_SEEN)])


def find_duplicates(frame: pl.DataFrame, findings: Findings, seen: Seen) -> pl.DataFrame:
    """Adds `duplicate_of` (an earlier row, or null). A later row with the same number and another name is rejected,
    one with the same name is accepted with a warning and changes nothing, so that a second import is quiet."""
    frame = frame.with_columns(normalise_names(frame["name"]).alias("name_key"))
    numbers = pl.concat([_numbers(frame, kind) for kind in IDENTIFIERS])
    earlier = seen.find(numbers)
    here = pl.concat([numbers.filter(~pl.col("again")), _first_of_each(numbers.filter("again"))])
    new = here if earlier.is_empty() else here.join(earlier, on=["of", "number"], how="anti")
    seen.add(new.rename({"row": "first", "name": "first_name", "name_key": "first_key"}))
    repeated = _repeated(numbers, earlier)
    frame = frame.join(repeated, on="row", how="left", maintain_order="left")
    is_same = pl.col("name_key") == pl.col("first_key")
    findings.reject(
        frame,
        pl.col("first").is_not_null() & ~is_same,
        "uscc",
        "identifier_twice",
        pl.format("与第 {} 行（{}）的标识相同而名称不同，以先出现的为准；请核对哪一行写错了。", "first", "first_name"),
    )
    findings.warn(frame, is_same, "uscc", "row_twice", pl.format("与第 {} 行重复，以第 {} 行为准。", "first", "first"))
    return frame.with_columns(pl.col("first").alias("duplicate_of"))


def _numbers(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """row, of, number and name of the rows that have a number of this kind; `again` where another row has it too."""
    given = frame.select("row", pl.lit(kind).alias("of"), pl.col(kind).alias("number"), "name", "name_key")
    return given.drop_nulls("number").with_columns(pl.col("number").is_duplicated().alias("again"))


def _first_of_each(numbers: pl.DataFrame) -> pl.DataFrame:
    return numbers.sort("row").unique(["of", "number"], keep="first", maintain_order=True)


def _repeated(numbers: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """row, and which row bore one of its numbers first. Only numbers met twice are joined."""
    shared = numbers.filter("again")
    first = _first_of_each(shared).rename({"row": "first", "name": "first_name", "name_key": "first_key"})
    if not earlier.is_empty():
        first = first.join(earlier, on=["of", "number"], how="anti")
        shared = numbers
    firsts = pl.concat([earlier, first.select(*_SEEN)])
    return (
        shared.select("row", "of", "number")
        .join(firsts, on=["of", "number"], how="inner")
        .filter(pl.col("first") < pl.col("row"))
        .sort("first")
        .unique("row", keep="first", maintain_order=True)
        .select("row", "first", "first_name", "first_key")
    )
