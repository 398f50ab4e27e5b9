"""Imported items and checklists, column by column: which head is which field, what is right, what is said."""

from tongjian.supervision.catalog.columns.checklists import validate_checklists
from tongjian.supervision.catalog.columns.departments import Departments
from tongjian.supervision.catalog.columns.fields import (
    CHECKLIST_FIELDS,
    ITEM_FIELDS,
    LABELS,
    TEXTS,
    check_mapping,
    propose,
)
from tongjian.supervision.catalog.columns.items import Validated, validate_items

__all__ = [
    "CHECKLIST_FIELDS",
    "ITEM_FIELDS",
    "LABELS",
    "TEXTS",
    "Departments",
    "Validated",
    "check_mapping",
    "propose",
    "validate_checklists",
    "validate_items",
]
