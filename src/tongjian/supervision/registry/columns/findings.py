"""Collects what the checks find, with the row, the head in the file and the value as it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tongjian.foundation.exchange.choices import Severity
from tongjian.foundation.exchange.reading import FindingDraft
from tongjian.supervision.registry.columns.fields import LABELS


@dataclass(slots=True)
class Findings:
    """`written` is the table as it came: row and one text column per field."""

    mapping: Mapping[str, str]
    written: pl.DataFrame
    drafts: list[FindingDraft] = field(default_factory=list)

    def reject(self, frame: pl.DataFrame, where: pl.Expr, column: str, rule: str, sentence: str | pl.Expr) -> None:
        self._add(frame, where, column, rule, sentence, Severity.REJECT)

    def warn(self, frame: pl.DataFrame, where: pl.Expr, column: str, rule: str, sentence: str | pl.Expr) -> None:
        self._add(frame, where, column, rule, sentence, Severity.WARN)

    @property
    def rejected(self) -> set[int]:
        return {draft.row for draft in self.drafts if draft.severity == Severity.REJECT}

    def _add(
        self, frame: pl.DataFrame, where: pl.Expr, column: str, rule: str, sentence: str | pl.Expr, severity: Severity
    ) -> None:
        words = pl.lit(sentence) if isinstance(sentence, str) else sentence
        found = frame.filter(where.fill_null(value=False)).select("row", words.alias("sentence"))
        if found.is_empty():
            return
        values = found.join(self.written.select("row", pl.col(column).alias("value")), on="row", how="left")
        head = self.mapping.get(column, LABELS[column])
        self.drafts += [
            FindingDraft(row, head, value or "", rule, severity, text)
            for row, text, value in values.select("row", "sentence", "value").iter_rows()
        ]
