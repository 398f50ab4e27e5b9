"""行政区划代码 (GB/T 2260; townships: nine digits, GB/T 10114)."""

from typing import Literal

Level = Literal["province", "city", "county", "township"]


def significant(code: str) -> str:
    """The digits that name the place: 140000 → 14, 140100 → 1401, 140105 → 140105, 140105001 → itself."""
    if len(code) != 6:
        return code
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def is_within(code: str, ancestor: str) -> bool:
    """Whether the place is the ancestor or below it. Everything is within the empty code."""
    return code.startswith(significant(ancestor))


def level_of(code: str) -> Level:
    levels: dict[int, Level] = {2: "province", 4: "city", 6: "county"}
    return levels.get(len(significant(code)), "township")


def parent_of(code: str) -> str:
    """The code one level up; empty for a province."""
    digits = significant(code)
    if len(digits) > 6:
        return digits[:6]
    return digits[:-2].ljust(6, "0") if len(digits) > 2 else ""
