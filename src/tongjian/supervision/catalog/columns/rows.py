"""Rows of a file with what was found in each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongjian.foundation.exchange.reading import FindingDraft, Table, reject, warn


@dataclass(slots=True)
class Validated:
    """Accepted rows with their payload, and everything that was found. `mapping` names the heads in findings."""

    mapping: Mapping[str, str]
    labels: Mapping[str, str]
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    findings: list[FindingDraft] = field(default_factory=list)
    rejected: set[int] = field(default_factory=set)

    def reject(self, row: int, column: str, value: str | None, rule: str, sentence: str) -> None:
        self.findings.append(reject(row, self._head(column), value, rule, sentence))
        self.rejected.add(row)
        self.rows.pop(row, None)

    def warn(self, row: int, column: str, value: str | None, rule: str, sentence: str) -> None:
        self.findings.append(warn(row, self._head(column), value, rule, sentence))

    def _head(self, column: str) -> str:
        return self.mapping.get(column, self.labels[column])


def rows_of(
    table: Table, mapping: Mapping[str, str], fields: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The number of each row and its texts; what is missing is empty."""
    for values in table.select(mapping, fields).iter_rows(named=True):
        yield values.pop("row"), {name: _unquoted(value or "") for name, value in values.items()}


_QUOTED = re.compile(r"'(?=[=+\-@＝＋－＠])")


def _unquoted(text: str) -> str:
    """Our own CSV puts an apostrophe before what Excel would take for a formula."""
    return text[1:] if _QUOTED.match(text) else text


def one_line(text: str) -> str:
    """A name as it is said: line breaks inside a cell join what they parted, other blanks become one."""
    return " ".join(text.replace("\r", "").replace("\n", "").split())


def reject_overlong(table: Table, validated: Validated, column: str) -> None:
    """Rows with more cells than the header: their values may have slipped."""
    for row in sorted(table.overlong):
        validated.reject(row, column, "", "too_many_cells", "这一行的格子比表头多，各列可能错位；请检查引号和分隔符。")
