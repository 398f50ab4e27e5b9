"""Codes of the field: unified social credit codes, registration numbers, resident identity, regions, items."""

from tongjian.pure.codes.items import checklist_code_problem, is_national_item_code
from tongjian.pure.codes.people import is_resident_id, resident_id_problem
from tongjian.pure.codes.regions import is_within, level_of, parent_of, significant
from tongjian.pure.codes.registration import registration_problem
from tongjian.pure.codes.uscc import KINDS, Uscc, check_uscc_column, make_uscc, read_uscc, uscc_problem, widen

__all__ = [
    "KINDS",
    "Uscc",
    "check_uscc_column",
    "checklist_code_problem",
    "is_national_item_code",
    "is_resident_id",
    "is_within",
    "level_of",
    "make_uscc",
    "parent_of",
    "read_uscc",
    "registration_problem",
    "resident_id_problem",
    "significant",
    "uscc_problem",
    "widen",
]
