"""统一社会信用代码 (GB 32100-2015), with the organisation code inside it (GB 11714)."""

import unicodedata
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V, Z."""
_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)], dtype=np.int64)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VALUES = np.full(128, -1, dtype=np.int64)
_VALUES[[ord(character) for character in ALPHABET]] = np.arange(31)

Prefix = Literal["91", "92", "93", "51", "52", "53", "11", "12", "13", "Y1"]
Problem = Literal["", "uscc_length", "uscc_charset", "uscc_check_digit"]

_PROBLEMS: tuple[Problem, ...] = ("", "uscc_length", "uscc_charset", "uscc_check_digit")


def widen(text: str) -> str:
    """What people mean: full-width characters made plain, spaces and hyphens dropped, letters upper case."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(character for character in plain if not character.isspace() and character != "-").upper()


def uscc_problem(code: str) -> Problem:
    """Empty when length, characters and check digit are right. The region part is not judged here."""
    return check_uscc_column([code])[0]


def check_uscc_column(codes: "list[str] | NDArray[np.str_]") -> list[Problem]:
    """`uscc_problem` for every code, over one byte matrix."""
    if not len(codes):
        return []
    column = np.asarray(codes, dtype=np.str_)
    has_length = np.char.str_len(column) == 18
    matrix = column.astype("U18").view(np.uint32).reshape(len(column), 18)
    values = np.where(matrix < 128, _VALUES[np.minimum(matrix, 127)], -1)
    digits = (matrix[:, 2:8] >= ord("0")) & (matrix[:, 2:8] <= ord("9"))
    has_characters = (values >= 0).all(axis=1) & digits.all(axis=1)
    expected = (31 - (values[:, :17] * _WEIGHTS).sum(axis=1) % 31) % 31
    has_check_digit = expected == values[:, 17]
    first_problem = np.select([~has_length, ~has_characters, ~has_check_digit], [1, 2, 3], default=0)
    return [_PROBLEMS[number] for number in first_problem.tolist()]


def prefix_of(code: str) -> str:
    """登记管理部门 and 机构类别: what kind of body it names (91 企业, 92 个体工商户, 93 农民专业合作社 …)."""
    return code[:2]


def region_of(code: str) -> str:
    """The registering authority's region at birth, possibly abolished; never a location."""
    return code[2:8]


def organisation_check_character(body: str) -> str:
    """The ninth character of an organisation code (GB 11714); `body` is its first eight (0-9, A-Z)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    remainder = 11 - total % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def make_uscc(prefix: str, region: str, body: str) -> str:
    """A valid code from prefix (2), region (6) and the first eight characters of the organisation code.

    Raises ValueError for a character outside the alphabet or a wrong length.
    """
    stem = prefix + region + body + organisation_check_character(body)
    if len(stem) != 17 or any(character not in ALPHABET for character in stem):
        raise ValueError(stem)
    total = sum(ALPHABET.index(character) * int(weight) for character, weight in zip(stem, _WEIGHTS, strict=True))
    return stem + ALPHABET[(31 - total % 31) % 31]
