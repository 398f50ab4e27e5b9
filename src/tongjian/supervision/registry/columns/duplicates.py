"""Rows of one file that mean the same entity. The first counts."""

import polars as pl

from tongjian.supervision.registry.columns.fields import IDENTIFIERS
from tongjian.supervision.registry.columns.findings import Findings
from tongjian.supervision.registry.columns.names import normalise_name


def find_duplicates(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """Adds `duplicate_of` (an earlier row, or null). A later row with the same number and another name is rejected,
    one with the same name is accepted with a warning and changes nothing, so that a second import is quiet."""
    keys = [normalise_name(name or "") for name in frame["name"]]
    frame = frame.with_columns(pl.Series("name_key", keys, dtype=pl.String))
    numbers = pl.concat(
        [frame.select("row", pl.lit(kind).alias("of"), pl.col(kind).alias("number")) for kind in IDENTIFIERS]
    ).drop_nulls("number")
    first = numbers.with_columns(pl.col("row").min().over("of", "number").alias("first"))
    repeated = first.group_by("row").agg(pl.col("first").min()).filter(pl.col("first") < pl.col("row"))
    names = frame.select(first="row", first_name="name", key="name_key")
    frame = frame.join(repeated.join(names, on="first", how="left"), on="row", how="left", maintain_order="left")
    is_same = pl.col("name_key") == pl.col("key")
    findings.reject(
        frame,
        pl.col("first").is_not_null() & ~is_same,
        "uscc",
        "identifier_twice",
        pl.format("与第 {} 行（{}）的标识相同而名称不同，以先出现的为准；请核对哪一行写错了。", "first", "first_name"),
    )
    findings.warn(frame, is_same, "uscc", "row_twice", pl.format("与第 {} 行重复，以第 {} 行为准。", "first", "first"))
    return frame.with_columns(pl.col("first").alias("duplicate_of"))
