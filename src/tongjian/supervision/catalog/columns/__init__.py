"""Columns of files about items, checklists and officers: which is which, and what is wrong in them. No database."""

from tongjian.supervision.catalog.columns.checklists import ChecklistReference, SeenPoints, validate_checklists
from tongjian.supervision.catalog.columns.codes import CODED, SCOPE_OF_LEVEL, NotACode, normalised, shown_as
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
from tongjian.supervision.catalog.columns.officers import (
    OFFICER_LABELS,
    OfficerReference,
    SeenOfficers,
    check_officer_mapping,
    propose_officer_columns,
    validate_officers,
)
from tongjian.supervision.catalog.columns.rows import Validated

__all__ = [
    "CHECKLIST_LABELS",
    "CODED",
    "ITEM_LABELS",
    "TEXT_FIELDS",
    "ChecklistReference",
    "Departments",
    "ItemReference",
    "NotACode",
    "OFFICER_LABELS",
    "OfficerReference",
    "SCOPE_OF_LEVEL",
    "SeenItems",
    "SeenOfficers",
    "SeenPoints",
    "Validated",
    "check_checklist_mapping",
    "check_item_mapping",
    "check_officer_mapping",
    "normalised",
    "propose_checklist_columns",
    "propose_item_columns",
    "propose_officer_columns",
    "shown_as",
    "validate_checklists",
    "validate_items",
    "validate_officers",
]
