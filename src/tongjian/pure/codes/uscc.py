"""统一社会信用代码 (GB 32100-2015), with the organisation code inside it (GB 11714)."""

import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V, Z."""

Problem = Literal["", "uscc_length", "uscc_charset", "uscc_check_digit"]
Doubt = Literal["uscc_organisation_check_digit", "uscc_region_unknown"]

KINDS = {
    "91": "enterprise",
    "92": "individual_business",
    "93": "cooperative",
    "51": "social_organisation",
    "52": "social_organisation",
    "53": "social_organisation",
    "12": "public_institution",
    "11": "government_body",
    "13": "government_body",
}
"""登记管理部门 and 机构类别 (the first two characters) → kind of entity; every other prefix (Y1 …) is "other"."""

_LENGTH = 18
_PROBLEMS = np.array(["", "uscc_length", "uscc_charset", "uscc_check_digit"], dtype=object)
_WRONG = 255
_VALUES = np.full(256, _WRONG, dtype=np.uint8)
_VALUES[[ord(character) for character in ALPHABET]] = np.arange(31)
_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Uscc:
    """What a code says. `kind` and `region` mean something only without a `problem`; `doubts` are for warnings.

    `region` is the registering authority's at birth, possibly abolished; never a location.
    """

    code: str
    problem: Problem
    kind: str
    region: str
    doubts: tuple[Doubt, ...]


def read_uscc(code: str, *, regions: Container[str] | None = None) -> Uscc:
    """Everything one code says; `regions` are the region codes known (None: the region part is not judged)."""
    problem = uscc_problem(code)
    region = code[2:8]
    doubts: list[Doubt] = []
    if not problem and organisation_check_character(code[8:16]) != code[16]:
        doubts.append("uscc_organisation_check_digit")
    if not problem and regions is not None and region not in regions:
        doubts.append("uscc_region_unknown")
    return Uscc(code, problem, KINDS.get(code[:2], "other"), region, tuple(doubts))


def widen(text: str) -> str:
    """What people mean: full width made plain, no blanks, invisible characters or hyphens, upper case."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(character for character in plain if not _is_filler(character)).upper()


def uscc_problem(code: str) -> Problem:
    """Empty when length, characters and check digit are right. The region part is not judged here."""
    return check_uscc_column([code])[0]


def check_uscc_column(codes: "Sequence[str] | NDArray[np.str_]") -> list[Problem]:
    """`uscc_problem` for every code, over byte matrices; memory does not grow with the length of a code."""
    problems: list[Problem] = []
    for start in range(0, len(codes), _CHUNK):
        problems += _check(codes[start : start + _CHUNK])
    return problems


def organisation_check_character(body: str) -> str:
    """The ninth character of an organisation code (GB 11714); `body` is its first eight (0-9, A-Z)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    remainder = 11 - total % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def make_uscc(prefix: str, region: str, body: str) -> str:
    """A valid code from prefix (2), region (6 digits) and the first eight characters of the organisation code.

    Raises ValueError for a character outside the alphabet or a wrong length.
    """
    if (len(prefix), len(region), len(body)) != (2, 6, 8):
        raise ValueError("prefix, region and organisation code have 2, 6 and 8 characters")
    stem = prefix + region + body + organisation_check_character(body)
    if any(character not in ALPHABET for character in stem) or not region.isdigit():
        raise ValueError(f"{stem} has a character that no credit code has there")
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(stem, _WEIGHTS, strict=True))
    return stem + ALPHABET[-total % 31]


def _is_filler(character: str) -> bool:
    return character == "-" or character.isspace() or unicodedata.category(character) == "Cf"


def _check(codes: "Sequence[str] | NDArray[np.str_]") -> list[Problem]:
    has_length = np.fromiter((len(code) == _LENGTH for code in codes), dtype=bool, count=len(codes))
    # A code of another length is stood for by blanks; a character beyond ASCII becomes one question mark.
    text = "".join([code if len(code) == _LENGTH else " " * _LENGTH for code in codes])
    matrix = np.frombuffer(text.encode("ascii", "replace"), dtype=np.uint8).reshape(-1, _LENGTH)
    values = _VALUES[matrix]
    has_characters = (values != _WRONG).all(axis=1) & (values[:, 2:8] < 10).all(axis=1)
    # Sums stay below 2^24, so single precision is exact and the product is one call of the linear algebra library.
    totals = (values[:, :17].astype(np.float32) @ np.array(_WEIGHTS, dtype=np.float32)).astype(np.int32)
    has_check_digit = -totals % 31 == values[:, 17]
    first = np.select([~has_length, ~has_characters, ~has_check_digit], [1, 2, 3], default=0)
    problems: list[Problem] = _PROBLEMS[first].tolist()
    return problems
