"""“互联网+监管” codes: 监管事项目录编码 and 检查实施清单编码."""

from typing import Literal

from tongjian.pure.codes.uscc import uscc_problem

Problem = Literal["", "checklist_code_length", "checklist_code_agency", "checklist_code_level"]


def is_national_item_code(code: str) -> bool:
    """监管事项目录编码: exactly 14 digits."""
    return len(code) == 14 and code.isascii() and code.isdigit()


def checklist_code_problem(code: str) -> Problem:
    """检查实施清单编码: the agency's credit code (18), then a digit 1–5; what follows has no published rule."""
    if len(code) < 19:
        return "checklist_code_length"
    if uscc_problem(code[:18]):
        return "checklist_code_agency"
    return "" if code[18] in "12345" else "checklist_code_level"
