"""Columns of a file about entities: which is which, and what is right and wrong in them. No database."""

from tongjian.supervision.registry.columns.duplicates import Seen
from tongjian.supervision.registry.columns.fields import FIELDS, LABELS, SYNONYMS, check_mapping, propose
from tongjian.supervision.registry.columns.grades import (
    GRADE_LABELS,
    ValidatedGrades,
    check_grade_mapping,
    propose_grade_columns,
    validate_grades,
)
from tongjian.supervision.registry.columns.names import normalise_name, normalise_names
from tongjian.supervision.registry.columns.places import Place
from tongjian.supervision.registry.columns.validation import PAYLOAD, Reference, Validated, validate

__all__ = [
    "FIELDS",
    "GRADE_LABELS",
    "ValidatedGrades",
    "check_grade_mapping",
    "propose_grade_columns",
    "validate_grades",
    "LABELS",
    "SYNONYMS",
    "PAYLOAD",
    "Place",
    "Reference",
    "Seen",
    "Validated",
    "check_mapping",
    "normalise_name",
    "normalise_names",
    "propose",
    "validate",
]
