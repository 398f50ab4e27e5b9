"""Every read of duties worth a name."""

from tongjian.supervision.duties.queries.findings import (
    Findings,
    Gap,
    Overlap,
    findings,
    needs,
)
from tongjian.supervision.duties.queries.matrix import (
    BUILT_STAGES,
    MatrixFilter,
    duties_of,
    get_duty,
    history_of,
    holds,
    list_items,
    own_agencies,
    places_with_matrix,
    unbuilt,
)
from tongjian.supervision.duties.queries.settlements import (
    Answer,
    SettlementFilter,
    agreed_lead,
    answers_of,
    clocks_still_run,
    get_settlement,
    items_of,
    kinds_named,
    list_settlements,
)

__all__ = [
    "BUILT_STAGES",
    "Answer",
    "Findings",
    "Gap",
    "MatrixFilter",
    "Overlap",
    "SettlementFilter",
    "agreed_lead",
    "answers_of",
    "clocks_still_run",
    "duties_of",
    "findings",
    "get_duty",
    "get_settlement",
    "history_of",
    "holds",
    "items_of",
    "kinds_named",
    "list_items",
    "list_settlements",
    "needs",
    "own_agencies",
    "places_with_matrix",
    "unbuilt",
]
