"""15 位工商注册号 (GS 15-2006): six region digits, eight of sequence, one check digit (ISO 7064 MOD 11,10)."""

from typing import Literal

Problem = Literal["", "registration_shape", "registration_check_digit"]


def registration_problem(number: str) -> Problem:
    """Empty when right. A wrong check digit is common in old registers: worth a warning, not a rejection."""
    if len(number) != 15 or not number.isascii() or not number.isdigit():
        return "registration_shape"
    product = 10
    for digit in map(int, number[:14]):
        product = (product + digit) % 10 or 10
        product = product * 2 % 11
    return "" if (product + int(number[14])) % 10 == 1 else "registration_check_digit"
