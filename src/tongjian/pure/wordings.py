"""Which check points of several checklists ask the same thing, and why one may think so.

Same wording once punctuation and courtesy are gone; nearly the same wording; the same clause or the same measured
thing with a wording that is not far off. Suggestions only: a person decides.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NEAR = 70
"""From this likeness on (per cent of shared pairs of characters) a wording alone is worth a look."""
_WITH_CLAUSE, _WITH_MEASURE = 35, 40
_COURTESY = re.compile(r"^(?:检查|查看|核查|现场查看|是否|有无|有没有)+|(?:的?情况|等)$")
_UNITS = "平方米|厘米|毫米|米|摄氏度|℃|%|人|个月|年|日|小时|分钟|兆帕|MPa|千伏|kV|吨|公斤|升"
_MEASURE = re.compile(rf"(\d+(?:\.\d+)?)({_UNITS})")


@dataclass(frozen=True, slots=True)
class Wording:
    """One check point: `key` names it, `group` is whose it is, `clauses` are those it rests on."""

    key: str
    group: str
    text: str
    clauses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Alike:
    """Two points of different groups, `score` from 0 to 100, and the reasons in words."""

    first: str
    second: str
    score: int
    reasons: tuple[str, ...]


def plain(text: str) -> str:
    """Without width, blanks, punctuation, and the words with which such sentences begin and end."""
    bare = "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum() or one in "%℃")
    return _COURTESY.sub("", bare) or bare


def likeness(first: str, second: str) -> int:
    """Per cent of shared pairs of neighbouring characters (Dice); 100 for the same wording."""
    if first == second:
        return 100
    one, two = _pairs(first), _pairs(second)
    return min(200 * len(one & two) // (len(one) + len(two)), 99) if one and two else 0


def alike(wordings: Iterable[Wording]) -> list[Alike]:
    """Every suspicious pair of different groups, the likeliest first."""
    points = [(one, plain(one.text), _measures(one.text)) for one in wordings]
    found = []
    for place, (first, words, measured) in enumerate(points):
        for second, others, also_measured in points[place + 1 :]:
            if first.group == second.group or first.key == second.key:
                continue
            score = likeness(words, others)
            if reasons := _reasons(score, first.clauses & second.clauses, measured & also_measured):
                found.append(Alike(first.key, second.key, score, reasons))
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))


def _reasons(score: int, clauses: Sequence[str] | frozenset[str], measures: frozenset[str]) -> tuple[str, ...]:
    reasons = []
    if score == 100:
        reasons.append("措辞相同")
    elif score >= NEAR:
        reasons.append(f"措辞相近（{score}%）")
    if clauses and score >= _WITH_CLAUSE:
        reasons.append(f"依据同一条款 {'、'.join(sorted(clauses))}")
    if measures and score >= _WITH_MEASURE:
        reasons.append(f"量的是同一数值 {'、'.join(sorted(measures))}")
    return tuple(reasons)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def _measures(text: str) -> frozenset[str]:
    return frozenset(f"{number}{unit}" for number, unit in _MEASURE.findall(unicodedata.normalize("NFKC", text)))
