"""Every read of handbooks worth a name."""

from tongjian.supervision.handbooks.queries.chapters import guess_chapter
from tongjian.supervision.handbooks.queries.concerned import concerned, count_concerned
from tongjian.supervision.handbooks.queries.differences import LineChange, compare_lines
from tongjian.supervision.handbooks.queries.editions import (
    HandbookFilter,
    current_edition,
    editions_citing,
    editions_of,
    get_edition,
    get_handbook,
    get_line,
    in_force,
    list_editions,
    public_editions,
    ready,
)
from tongjian.supervision.handbooks.queries.generating import (
    Generated,
    clauses_in,
    generate,
    scenario_of,
    today,
    with_edit,
)
from tongjian.supervision.handbooks.queries.lines import (
    LineText,
    SourceText,
    by_chapter,
    digest_of,
    lines_of,
    shown,
)

__all__ = [
    "Generated",
    "HandbookFilter",
    "LineChange",
    "LineText",
    "SourceText",
    "by_chapter",
    "clauses_in",
    "compare_lines",
    "concerned",
    "count_concerned",
    "current_edition",
    "digest_of",
    "editions_citing",
    "editions_of",
    "generate",
    "get_edition",
    "get_handbook",
    "get_line",
    "guess_chapter",
    "in_force",
    "lines_of",
    "list_editions",
    "public_editions",
    "ready",
    "scenario_of",
    "shown",
    "today",
    "with_edit",
]
