"""Two wordings side by side: what stayed, what went, what came."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"[^，。；：、！？\n（）]*[，。；：、！？\n（）]?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`is_other` where the other wording does not have it."""

    text: str
    is_other: bool


def differences(before: str, after: str) -> tuple[Sequence[Stretch], Sequence[Stretch]]:
    """Compared between marks of punctuation, as people read laws."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    left: list[Stretch] = []
    right: list[Stretch] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        _add(left, "".join(old[i:j]), kind != "equal")
        _add(right, "".join(new[k:m]), kind != "equal")
    return left, right


def _add(stretches: list[Stretch], text: str, is_other: bool) -> None:  # noqa: FBT001
    if text:
        stretches.append(Stretch(text, is_other))
