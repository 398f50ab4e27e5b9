"""Every read of plans worth a name."""

from tongjian.supervision.plans.queries.plans import (
    PlanFilter,
    changes_of,
    get_line,
    get_plan,
    items_of,
    lines_of,
    list_plans,
    offsite_items,
    ready,
    superior_for_filing,
    versions_of,
    without_annual_plan,
)
from tongjian.supervision.plans.queries.reading import COLUMNS, ReadLine, ReadPlan, Returned, read_plan

__all__ = [
    "COLUMNS",
    "PlanFilter",
    "ReadLine",
    "ReadPlan",
    "Returned",
    "changes_of",
    "get_line",
    "get_plan",
    "items_of",
    "lines_of",
    "list_plans",
    "offsite_items",
    "read_plan",
    "ready",
    "superior_for_filing",
    "versions_of",
    "without_annual_plan",
]
