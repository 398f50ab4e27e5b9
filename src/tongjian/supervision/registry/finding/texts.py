"""The text an entity is found by, and what of a question is looked for in it."""

from collections.abc import Iterable

from tongjian.pure.codes import widen
from tongjian.supervision.registry.columns import normalise_name
from tongjian.supervision.registry.finding.initials import initials


def searchable(names: Iterable[str], numbers: Iterable[str]) -> str:
    """One line for every name, its initials, and every number. No question reaches across two lines, for a needle
    holds no line break."""
    plain = [name for name in dict.fromkeys(names) if name]
    codes = [number.lower() for number in dict.fromkeys(numbers) if number]
    return "\n".join(dict.fromkeys([*plain, *(initials(name) for name in plain), *codes]))


def needles(words: str) -> list[str]:
    """As a name is written and as a number is written; an entity that holds one of them is found."""
    written = (normalise_name(words), widen(words).lower())
    return [needle for needle in dict.fromkeys(written) if needle]


def pairs(text: str) -> list[str]:
    """Every two characters that stand beside each other, each once, in order."""
    found = (text[start : start + 2] for start in range(len(text) - 1))
    return [pair for pair in dict.fromkeys(found) if "\n" not in pair]
