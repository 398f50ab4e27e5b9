"""撮合：which checks of one year could be one visit, none at all, or at another time.

Four proposals (domain.md §5.5): 取消 an item that is no longer in force, or that the level above checks on the same
objects within the time in which those below do not repeat it; 线上 what needs no visit; 合并 same object ∧ related
content ∧ near in time ∧ the rarer joins the more frequent; 变更 the same further apart, or more often than a cap
allows. No line is in two proposals, so that no two contradict each other; the order of the lines changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from math import floor

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1 << 16
"""Objects counted at once; common ones of a block are exact in 32-bit floats."""
_MONTH = 31
Codes = NDArray[np.int64]


class ProposalKind(StrEnum):
    MERGE = "merge"
    ONLINE = "online"
    CHANGE = "change"
    CANCEL = "cancel"


class FactKind(StrEnum):
    """What a proposal rests on; `Fact` says which of its fields each kind fills."""

    SAME_OBJECTS = "same_objects"
    RELATED = "related"
    DAYS_APART = "days_apart"
    TIMES = "times"
    JOINS = "joins"
    NOT_IN_FORCE = "not_in_force"
    CHECKED_ABOVE = "checked_above"
    OFF_SITE = "off_site"
    OVER_CAP = "over_cap"


@dataclass(frozen=True, slots=True)
class Fact:
    """`lines` are keys; `number` common objects, days, or (`of`: all objects of the line); `rate` times a year;
    `about` what the words are: items, clauses, points, industries or matters; `words` these."""

    kind: FactKind
    lines: tuple[str, ...] = ()
    number: int = 0
    of: int = 0
    rate: Fraction = Fraction(0)
    about: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """What one department plans. `objects` are codes from 0 on, sorted, each once. The window is [first, until).

    `times` a year, of the `share` of its objects that is checked. `level` is 0 for a province and grows downwards,
    `branch` the line of business that superiors share; a line that is not `is_own` is only a reason for others.
    `content` maps what it is about (items, clauses, points, industries, matters) to keys. `lapsed`: its items are no
    longer in force. `is_tied`: already one visit with others, nothing more is proposed about it.
    `is_off_site_capable`: all may be checked without entering, yet a visit is planned without reason.
    """

    key: str
    agency: str
    branch: str
    level: int
    first: date
    until: date
    times: Fraction
    share: Fraction
    objects: Codes
    content: Mapping[str, frozenset[str]]
    cap: Fraction | None = None
    lapsed: tuple[str, ...] = ()
    is_off_site_capable: bool = False
    is_own: bool = True
    is_tied: bool = False

    @property
    def visits(self) -> Fraction:
        """Expected visits a year to one of its objects."""
        return self.times * self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`merge_within` days; `most_agencies` of a joint visit; `common_least` share of the smaller set of objects;
    `not_below_months` T04; `today`: what is over is left alone."""

    today: date
    merge_within: int
    most_agencies: int
    common_least: Fraction
    not_below_months: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """`lines`: of a merge the one that is joined first, then who joins; `common` objects; `saved` visits a year at
    most; `why` in the order in which it is told."""

    kind: ProposalKind
    lines: tuple[str, ...]
    common: int
    saved: int
    why: tuple[Fact, ...]


def count_common(sets: Sequence[Codes]) -> NDArray[np.int64]:
    """The number of common members of each pair of sets, sizes on the diagonal. Codes are below the sum of memory:
    one bit matrix of a block of codes at a time."""
    counts = np.zeros((len(sets), len(sets)), np.int64)
    top = max((int(one[-1]) + 1 for one in sets if len(one)), default=0)
    block = np.zeros((len(sets), min(_BLOCK, top)), np.float32)
    for start in range(0, top, _BLOCK):
        block[:] = 0
        for row, one in enumerate(sets):
            low, high = np.searchsorted(one, (start, start + _BLOCK))
            block[row, one[low:high] - start] = 1
        counts += np.rint(block @ block.T).astype(np.int64)
    return counts


@dataclass(slots=True)
class _Work:
    lines: list[Line]
    limits: Limits
    counts: NDArray[np.int64]
    taken: set[int] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)
    """Reasons why others are cancelled: these stay as they are."""

    def common(self, *places: int) -> Codes:
        found = self.lines[places[0]].objects
        for place in places[1:]:
            found = np.intersect1d(found, self.lines[place].objects, assume_unique=True)
        return found

    def free(self) -> list[int]:
        places = range(len(self.lines))
        return [
            one for one in places if one not in self.taken and self.lines[one].is_own and not self.lines[one].is_tied
        ]

    def fact_of_same(self, places: Sequence[int], common: int) -> tuple[Fact, ...]:
        chosen = [self.lines[place] for place in places]
        return tuple(Fact(FactKind.SAME_OBJECTS, (one.key,), common, len(one.objects)) for one in chosen)


def propose(lines: Iterable[Line], limits: Limits) -> list[Proposal]:
    """What saves most comes first. Raises ValueError when two lines have the same key."""
    ordered = sorted((line for line in lines if line.until > limits.today), key=lambda line: line.key)
    if len({line.key for line in ordered}) != len(ordered):
        raise ValueError("two lines with the same key")
    work = _Work(ordered, limits, count_common([line.objects for line in ordered]))
    found = [
        *_cancel(work),
        *_online(work),
        *_join(work, ProposalKind.MERGE),
        *_join(work, ProposalKind.CHANGE),
        *_keep_to_caps(work),
    ]
    return sorted(found, key=lambda one: (-one.saved, one.kind, one.lines))


def overlap_matrix(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    """Objects that two departments plan to visit, each pair once (the smaller name first) and each department with
    itself; pairs without any are left out. Own lines only."""
    sets: dict[str, list[Codes]] = {}
    for line in lines:
        if line.is_own:
            sets.setdefault(line.agency, []).append(line.objects)
    names = sorted(sets)
    counts = count_common([np.unique(np.concatenate(sets[name])) for name in names])
    return {
        (names[one], names[other]): int(counts[one, other])
        for one in range(len(names))
        for other in range(one, len(names))
        if counts[one, other]
    }


def days_apart(one: Line, other: Line) -> int:
    """Days between two windows; 0 when they touch or overlap."""
    return max(0, (max(one.first, other.first) - min(one.until, other.until)).days)


def shared_content(one: Line, other: Line) -> dict[str, frozenset[str]]:
    """What both are about; empty when they have nothing to do with each other."""
    both = {about: keys & other.content.get(about, frozenset()) for about, keys in sorted(one.content.items())}
    return {about: keys for about, keys in both.items() if keys}


def _cancel(work: _Work) -> Iterable[Proposal]:
    for place in sorted(work.free(), key=lambda place: work.lines[place].level):
        line = work.lines[place]
        if place in work.taken:
            continue
        if line.lapsed:
            work.taken.add(place)
            gone = Fact(FactKind.NOT_IN_FORCE, (line.key,), words=line.lapsed)
            yield Proposal(ProposalKind.CANCEL, (line.key,), 0, floor(len(line.objects) * line.visits), (gone,))
            continue
        above = next((other for other in range(len(work.lines)) if _covers(work, other, place)), None)
        if above is not None:
            superior = work.lines[above]
            work.taken |= {place, above}
            work.kept.add(above)
            why = (
                Fact(FactKind.SAME_OBJECTS, (line.key,), len(line.objects), len(line.objects)),
                Fact(FactKind.RELATED, about="items", words=tuple(sorted(line.content.get("items", ())))),
                Fact(FactKind.DAYS_APART, (superior.key, line.key), days_apart(superior, line)),
                Fact(FactKind.CHECKED_ABOVE, (superior.key, line.key), work.limits.not_below_months),
            )
            saved = floor(len(line.objects) * min(line.visits, superior.visits))
            yield Proposal(ProposalKind.CANCEL, (line.key,), len(line.objects), saved, why)


def _covers(work: _Work, above: int, below: int) -> bool:
    """Whether the level above has all the items on all the objects, not later than T04 before those below."""
    higher, lower = work.lines[above], work.lines[below]
    items = lower.content.get("items", frozenset())
    reach = work.limits.not_below_months * _MONTH
    return (
        (above not in work.taken or above in work.kept)
        and higher.level < lower.level
        and higher.branch == lower.branch
        and bool(items)
        and items <= higher.content.get("items", frozenset())
        and 0 < len(lower.objects) == work.counts[above, below]
        and higher.first < lower.until
        and (lower.first - higher.until).days < reach
    )


def _online(work: _Work) -> Iterable[Proposal]:
    for place in work.free():
        line = work.lines[place]
        if line.is_off_site_capable:
            work.taken.add(place)
            why = (Fact(FactKind.OFF_SITE, (line.key,), words=tuple(sorted(line.content.get("items", ())))),)
            yield Proposal(ProposalKind.ONLINE, (line.key,), 0, floor(len(line.objects) * line.visits), why)


def _join(work: _Work, kind: ProposalKind) -> Iterable[Proposal]:
    """Pairs that save most first, each made larger as long as that saves more."""
    is_near = kind == ProposalKind.MERGE
    pairs = []
    free = work.free()
    for one, other in combinations(free, 2):
        if _may_join(work, one, other, is_near=is_near):
            first, second = _by_frequency(work, (one, other))
            pairs.append((-_saved(work, (first, second), int(work.counts[one, other])), first, second))
    for _, first, second in sorted(pairs):
        if first in work.taken or second in work.taken:
            continue
        group = [first, second]
        work.taken.update(group)
        if is_near:
            _widen(work, group, free)
        yield _joint(work, kind, group)


def _may_join(work: _Work, one: int, other: int, *, is_near: bool) -> bool:
    common = int(work.counts[one, other])
    least = work.limits.common_least * int(min(work.counts[one, one], work.counts[other, other]))
    first, second = work.lines[one], work.lines[other]
    return (
        common > 0
        and common >= least
        and (days_apart(first, second) <= work.limits.merge_within) == is_near
        and len({first.agency, second.agency}) <= work.limits.most_agencies
        and bool(shared_content(first, second))
    )


def _by_frequency(work: _Work, places: Iterable[int]) -> list[int]:
    """The more frequent first: the others join it."""
    return sorted(places, key=lambda place: (-work.lines[place].times, work.lines[place].first, place))


def _saved(work: _Work, places: Sequence[int], common: int) -> int:
    visits = [work.lines[place].visits for place in places]
    return floor(common * (sum(visits) - max(visits)))


def _widen(work: _Work, group: list[int], free: Sequence[int]) -> None:
    """Takes in whatever may join every member, while the limit of departments holds and more is saved."""
    common = work.common(*group)
    inside = np.zeros(int(common[-1]) + 1, bool)
    inside[common] = True
    while True:
        agencies = {work.lines[place].agency for place in group}
        best = (_saved(work, group, int(inside.sum())), 0, -1)
        for place in free:
            line = work.lines[place]
            if place in work.taken or len(agencies | {line.agency}) > work.limits.most_agencies:
                continue
            most = int(min(work.counts[place, member] for member in group))
            if _saved(work, [*group, place], most) <= best[0]:
                continue
            if not all(_may_join(work, place, member, is_near=True) for member in group):
                continue
            shared = int(inside[line.objects[: np.searchsorted(line.objects, len(inside))]].sum())
            smallest = min(len(work.lines[member].objects) for member in (*group, place))
            saved = _saved(work, [*group, place], shared)
            if shared > 0 and shared >= work.limits.common_least * smallest and saved > best[0]:
                best = (saved, shared, place)
        if best[2] < 0:
            return
        group.append(best[2])
        work.taken.add(best[2])
        kept = work.common(*group)
        inside[:] = False
        inside[kept] = True


def _joint(work: _Work, kind: ProposalKind, group: Sequence[int]) -> Proposal:
    places = _by_frequency(work, group)
    common = len(work.common(*places))
    anchor, joining = work.lines[places[0]], [work.lines[place] for place in places[1:]]
    related: list[Fact] = []
    apart: list[Fact] = []
    for line in joining:
        both = (anchor.key, line.key)
        shared = shared_content(anchor, line).items()
        related += [Fact(FactKind.RELATED, both, about=about, words=tuple(sorted(keys))) for about, keys in shared]
        apart.append(Fact(FactKind.DAYS_APART, both, days_apart(anchor, line)))
    why = (
        *work.fact_of_same(places, common),
        *related,
        *apart,
        *(Fact(FactKind.TIMES, (line.key,), rate=line.times) for line in (anchor, *joining)),
        *(Fact(FactKind.JOINS, (line.key, anchor.key)) for line in joining),
    )
    keys = tuple(work.lines[place].key for place in places)
    return Proposal(kind, keys, common, _saved(work, places, common), why)


def _keep_to_caps(work: _Work) -> Iterable[Proposal]:
    for place in work.free():
        line = work.lines[place]
        if line.cap is not None and line.times > line.cap:
            work.taken.add(place)
            why = (
                Fact(FactKind.TIMES, (line.key,), rate=line.times),
                Fact(FactKind.OVER_CAP, (line.key,), rate=line.cap),
            )
            saved = floor(len(line.objects) * line.share * (line.times - line.cap))
            yield Proposal(ProposalKind.CHANGE, (line.key,), 0, saved, why)
