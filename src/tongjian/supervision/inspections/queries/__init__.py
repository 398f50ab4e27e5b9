"""Every read about visits."""

from tongjian.supervision.inspections.queries.approvals import approvals_missing, approvals_of
from tongjian.supervision.inspections.queries.candidates import candidates_for
from tongjian.supervision.inspections.queries.codes import (
    CodeView,
    check_code,
    find_valid_code,
    new_code,
    plain_code,
    shown_code,
)
from tongjian.supervision.inspections.queries.counting import count_visits, counts_as_planned, counts_for_cap
from tongjian.supervision.inspections.queries.effects import effects_on_visits
from tongjian.supervision.inspections.queries.figures import MonthFigures, YearFigures, figures_of_year
from tongjian.supervision.inspections.queries.published import (
    PublishedFilter,
    get_published,
    list_published,
    other_departments,
    outcome_counts,
    published_results_of,
)
from tongjian.supervision.inspections.queries.refusals import (
    certificate_problem,
    code_valid_until,
    current_officers,
    refusals_for_code,
    refusals_for_team,
)
from tongjian.supervision.inspections.queries.results import (
    ItemState,
    failed_item_codes,
    item_states,
    results_digest,
)
from tongjian.supervision.inspections.queries.visits import (
    VisitFilter,
    get_offer,
    get_team,
    get_visit,
    get_visit_by_number,
    list_teams_to_approve,
    list_visits,
    open_offers,
    unfinished_visits,
    visits_of_day,
    visits_of_entity,
)

__all__ = [
    "CodeView",
    "ItemState",
    "MonthFigures",
    "PublishedFilter",
    "VisitFilter",
    "YearFigures",
    "approvals_missing",
    "approvals_of",
    "candidates_for",
    "certificate_problem",
    "check_code",
    "code_valid_until",
    "count_visits",
    "counts_as_planned",
    "counts_for_cap",
    "current_officers",
    "failed_item_codes",
    "effects_on_visits",
    "figures_of_year",
    "find_valid_code",
    "get_offer",
    "get_published",
    "get_team",
    "get_visit",
    "get_visit_by_number",
    "item_states",
    "list_published",
    "list_teams_to_approve",
    "list_visits",
    "new_code",
    "open_offers",
    "other_departments",
    "outcome_counts",
    "plain_code",
    "published_results_of",
    "refusals_for_code",
    "refusals_for_team",
    "results_digest",
    "shown_code",
    "unfinished_visits",
    "visits_of_day",
    "visits_of_entity",
]
