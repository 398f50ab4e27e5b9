"""Columns of one kind of file, and what the check of its rows answers with."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongjian.foundation.exchange.reading.findings import FindingDraft

Checked = tuple[pl.DataFrame, Sequence[FindingDraft]]
"""Of one piece: `row` and `payload` of what may come in, and everything that was found."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`propose` finds them by their heads; `check` answers with the mapping that counts, or raises RuleViolated for
    one that cannot be."""

    propose: Callable[[Sequence[str]], dict[str, str]]
    check: Callable[[Mapping[str, str], Sequence[str]], dict[str, str]]


def accepted_rows(rows: Mapping[int, Mapping[str, Any]]) -> pl.DataFrame:
    """By number of the row its payload, as columns."""
    payloads = [json.dumps(payload, ensure_ascii=False) for payload in rows.values()]
    return pl.DataFrame({"row": list(rows), "payload": payloads}, schema={"row": pl.UInt32, "payload": pl.String})
