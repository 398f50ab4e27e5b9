"""Columns of a file of a plan: which is which, and what can be understood in them. No database."""

from tongjian.supervision.plans.columns.lines import (
    PLAN_LABELS,
    ValidatedLines,
    check_plan_mapping,
    plain,
    propose_plan_columns,
    validate_lines,
)

__all__ = [
    "PLAN_LABELS",
    "ValidatedLines",
    "check_plan_mapping",
    "plain",
    "propose_plan_columns",
    "validate_lines",
]
