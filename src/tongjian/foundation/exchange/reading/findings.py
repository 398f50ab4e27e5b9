"""What a check has to say about one row, before it is stored."""

from dataclasses import dataclass

from tongjian.foundation.exchange.choices import Severity


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """`row` is the row of the file as a spreadsheet shows it (the header is usually row 1)."""

    row: int
    column: str
    value: str
    rule: str
    severity: Severity
    sentence: str


def reject(row: int, column: str, value: str | None, rule: str, sentence: str) -> FindingDraft:
    """The row does not come in."""
    return FindingDraft(row, column, value or "", rule, Severity.REJECT, sentence)


def warn(row: int, column: str, value: str | None, rule: str, sentence: str) -> FindingDraft:
    """The row comes in; the sentence says what to look at."""
    return FindingDraft(row, column, value or "", rule, Severity.WARN, sentence)
