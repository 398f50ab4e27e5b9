"""公民身份号码 (GB 11643)."""

from datetime import date
from typing import Literal

Problem = Literal["", "resident_id_length", "resident_id_charset", "resident_id_birthday", "resident_id_check_digit"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def resident_id_problem(number: str) -> Problem:
    """Empty when the 18 characters hold a real birthday and the right check character (X of either case)."""
    if len(number) != 18:
        return "resident_id_length"
    if not number.isascii() or not number[:17].isdigit() or number[17].upper() not in _CHECK:
        return "resident_id_charset"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "resident_id_birthday"
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "" if number[17].upper() == _CHECK[total % 11] else "resident_id_check_digit"


def is_resident_id(number: str) -> bool:
    return not resident_id_problem(number)
