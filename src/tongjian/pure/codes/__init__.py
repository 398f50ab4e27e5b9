"""Codes of the field: unified social credit codes, registration numbers, resident identity, regions, items."""

from tongjian.pure.codes.items import is_checklist_code, is_national_item_code
from tongjian.pure.codes.people import is_resident_id
from tongjian.pure.codes.regions import is_within, level_of, parent_of, significant
from tongjian.pure.codes.registration import registration_problem
from tongjian.pure.codes.uscc import Prefix, check_uscc_column, make_uscc, prefix_of, region_of, uscc_problem, widen

__all__ = [
    "Prefix",
    "check_uscc_column",
    "is_checklist_code",
    "is_national_item_code",
    "is_resident_id",
    "is_within",
    "level_of",
    "make_uscc",
    "parent_of",
    "prefix_of",
    "region_of",
    "registration_problem",
    "significant",
    "uscc_problem",
    "widen",
]
