"""Columns of files about items and checklists: which is which, and what is right and wrong in them. No database."""

from tongjian.supervision.catalog.columns.checklists import ChecklistReference, SeenPoints, validate_checklists
from tongjian.supervision.catalog.columns.departments import Departments
from tongjian.supervision.catalog.columns.fields import (
    CHECKLIST_LABELS,
    ITEM_LABELS,
    TEXT_FIELDS,
    check_checklist_mapping,
    check_item_mapping,
    propose_checklist_columns,
    propose_item_columns,
)
from tongjian.supervision.catalog.columns.items import ItemReference, SeenItems, validate_items
from tongjian.supervision.catalog.columns.rows import Validated

__all__ = [
    "CHECKLIST_LABELS",
    "ITEM_LABELS",
    "TEXT_FIELDS",
    "ChecklistReference",
    "Departments",
    "ItemReference",
    "SeenItems",
    "SeenPoints",
    "Validated",
    "check_checklist_mapping",
    "check_item_mapping",
    "propose_checklist_columns",
    "propose_item_columns",
    "validate_checklists",
    "validate_items",
]
