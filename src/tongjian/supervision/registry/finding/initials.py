"""Pinyin initials: 长治重庆银行 → czcqyh. Characters first, and the phrases in which one of them is read otherwise."""

import unicodedata
from collections.abc import Mapping
from functools import cache

_IN_NAMES = {"长": "c"}
"""Characters that names of enterprises and places mostly read otherwise than pypinyin does."""
_PLACES = {"洪洞": "ht", "繁峙": "fs", "解州": "hz", "长子县": "zzx"}


def initials(name: str) -> str:
    """First letters of Chinese characters; anything else stays as it is."""
    letters = [_initial(character) for character in name]
    heads, phrases = _phrases()
    for start in range(len(name) - 1):
        for length in heads.get(name[start : start + 2], ()):
            if reading := phrases.get(name[start : start + length]):
                letters[start : start + length] = reading
                break
    return "".join(letters)


@cache
def _initial(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionaries are read at import: no start should wait for them

    return _IN_NAMES.get(character) or lazy_pinyin(character, style=Style.FIRST_LETTER)[0] or character


@cache
def _phrases() -> tuple[Mapping[str, list[int]], Mapping[str, str]]:
    """The phrases whose letters differ from those of their characters, and their lengths (longest first) by their
    first two characters."""
    from pypinyin.phrases_dict import phrases_dict

    phrases: dict[str, str] = {}
    for phrase, readings in phrases_dict.items():
        letters = "".join(unicodedata.normalize("NFD", reading[0])[0] for reading in readings)
        if len(letters) == len(phrase) and letters != "".join(_initial(character) for character in phrase):
            phrases[phrase] = letters
    phrases |= _PLACES
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        lengths.setdefault(phrase[:2], set()).add(len(phrase))
    return {head: sorted(found, reverse=True) for head, found in lengths.items()}, phrases
