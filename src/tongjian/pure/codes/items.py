"""“互联网+监管” codes: 监管事项目录编码 and 检查实施清单编码."""

from tongjian.pure.codes.uscc import uscc_problem


def is_national_item_code(code: str) -> bool:
    """监管事项目录编码: exactly 14 digits."""
    return len(code) == 14 and code.isascii() and code.isdigit()


def is_checklist_code(code: str) -> bool:
    """检查实施清单编码: the agency's credit code (18), then a digit 1–5, then more."""
    return len(code) >= 19 and not uscc_problem(code[:18]) and code[18] in "12345"
