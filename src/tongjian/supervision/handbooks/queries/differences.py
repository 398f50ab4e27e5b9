"""What one edition says that another does not: lines added, changed and removed, as the reader sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongjian.pure.wordings import likeness, plain
from tongjian.supervision.handbooks.choices import Chapter
from tongjian.supervision.handbooks.queries.lines import LineText, shown

ALIKE = 45
"""From this likeness on (per cent) two wordings of one item are one line that was reworded."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """`kind` is added, changed or removed. `fields` are label, before, after of what is different."""

    kind: str
    chapter: Chapter
    words: str
    departments: tuple[str, ...]
    fields: tuple[tuple[str, str, str], ...]

    @property
    def label(self) -> str:
        return {"added": "新增", "changed": "修改", "removed": "删除"}[self.kind]


def compare_lines(before: Iterable[LineText], after: Iterable[LineText]) -> list[LineChange]:
    """By chapter. Lines are the same by what they were generated from, or by their likeness within an item."""
    old, new = shown(before), shown(after)
    pairs = _pairs(old, new)
    changed = [_changed(one, other) for one, other in pairs]
    left = {id(one) for one, _ in pairs}
    right = {id(other) for _, other in pairs}
    found = [one for one in changed if one.fields]
    found += [_lone("removed", one) for one in old if id(one) not in left]
    found += [_lone("added", one) for one in new if id(one) not in right]
    order = list(Chapter)
    return sorted(found, key=lambda change: order.index(change.chapter))


def _pairs(old: Sequence[LineText], new: Sequence[LineText]) -> list[tuple[LineText, LineText]]:
    known = {line.key: line for line in old}
    same = {id(line): known[line.key] for line in new if line.key in known}
    taken = {id(line) for line in same.values()}
    pairs = [(same[id(line)], line) for line in new if id(line) in same]
    loose = [line for line in old if id(line) not in taken and not line.addition_id]
    for line in new:
        if id(line) in same or line.addition_id:
            continue
        if (near := _nearest(line, loose)) is not None:
            loose.remove(near)
            pairs.append((near, line))
    return pairs


def _nearest(line: LineText, candidates: Iterable[LineText]) -> LineText | None:
    """Of the same item, worded most like it."""
    wording = plain(line.generated)
    scored = [
        (likeness(wording, plain(other.generated)), other)
        for other in candidates
        if set(other.item_codes) & set(line.item_codes)
    ]
    score, nearest = max(scored, key=lambda pair: pair[0], default=(0, None))
    return nearest if score >= ALIKE else None


def _changed(before: LineText, after: LineText) -> LineChange:
    old, new = _plain(before), _plain(after)
    fields = tuple((label, old[label], new[label]) for label in new if old[label] != new[label])
    return LineChange("changed", after.chapter, after.words, after.departments, fields)


def _lone(kind: str, line: LineText) -> LineChange:
    words = [(label, text) for label, text in _plain(line).items() if text]
    fields = tuple((label, "", text) if kind == "added" else (label, text, "") for label, text in words)
    return LineChange(kind, line.chapter, line.words, line.departments, fields)


def _plain(line: LineText) -> dict[str, str]:
    return {
        "要求": line.words,
        "章": line.chapter.label,
        "怎样检查": line.method,
        "依据": line.basis,
        "事项": "\n".join(dict.fromkeys(one.words for one in line.sources)),
    }
