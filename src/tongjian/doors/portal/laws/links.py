"""A clause as a link."""

from collections.abc import Iterable
from dataclasses import dataclass

from tongjian.foundation.rulebook.models import Citation
from tongjian.pure.statutes import name_of


@dataclass(frozen=True, slots=True)
class ClauseLink:
    code: str
    label: str


def clause_links(rows: Iterable[Citation]) -> list[ClauseLink]:
    """Of citations that hang on a clause, each with its statute."""
    return [
        ClauseLink(row.clause.code, f"《{row.clause.statute.title}》{name_of(row.clause.path)}")
        for row in rows
        if row.clause
    ]
