"""The text of a statute read into 条, 款, 项: only what is written in the usual way, and a word on what is not.

An article begins with 第…条 and a blank, an item (项) with （一）, （二） …; every other line of an article is a
paragraph (款) of its own, or goes on with what stands before it where it begins with an Arabic number (目). Titles,
tables of contents and the headings of 编, 章, 节 are passed over; an annex ends the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tongjian.pure.statutes.numerals import chinese, value_of

_NUMBER = r"[零〇一二三四五六七八九十百千]+"
_ARTICLE = re.compile(rf"第({_NUMBER})条(?:之({_NUMBER}))?(?:\s+(.*))?")
_GLUED = re.compile(rf"第({_NUMBER})条(?:之({_NUMBER}))?(?=\S)")
_HEADING = re.compile(rf"第{_NUMBER}[编章节](?:\s.*)?")
_ITEM = re.compile(rf"[（(]({_NUMBER})[)）]")
_POINT = re.compile(r"\d+[.．、]")
_ANNEX = re.compile(r"附(?:[件表录][一二三四五六七八九十\d]*(?:\s*[：:].*|\s.*)?|\s*[：:].*|)")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph or an item of an article, with everything below it; `path` as `16.1.2`."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """`text` is all of it, a line a paragraph or item; `parts` is empty for an article that is one paragraph without
    items."""

    path: str
    text: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that cannot be read for certain; `line` counts from 1."""

    line: int
    words: str


def split_statute(text: str) -> tuple[list[Article], list[Doubt]]:
    """All articles in order, and what is doubtful."""
    reading = _Reading()
    for number, raw in enumerate(text.replace("\ufeff", "").splitlines(), 1):
        line = raw.strip()
        if _ANNEX.fullmatch(line):
            break
        if line:
            reading.take(number, line)
    articles = [Article(path, "\n".join(lines), split_article(path, lines)) for path, lines in reading.articles]
    if not articles:
        reading.doubts.append(Doubt(1, "没有读到“第一条”这样开头、条号后有空格的条文。"))
    return articles, reading.doubts


class _Reading:
    """The article the reader stands in; before the first and after a heading none."""

    def __init__(self) -> None:
        self.articles: list[tuple[str, list[str]]] = []
        self.doubts: list[Doubt] = []
        self._last, self._item, self._is_open = (0, 0), 0, False

    def take(self, number: int, line: str) -> None:
        if found := _ARTICLE.fullmatch(line):
            self._begin(number, found)
        elif _HEADING.fullmatch(line):
            self._is_open = False
        elif self._is_open:
            self._go_on(number, line)

    def _begin(self, number: int, found: re.Match[str]) -> None:
        at = value_of(found[1]) or 0, (value_of(found[2]) or 0) if found[2] else 0
        if not _follows(self._last, at):
            before = f"第{chinese(self._last[0])}条之后" if self._last[0] else "开头"
            self.doubts.append(Doubt(number, f"{before}是“{line_of(found)}”，条号不连续。"))
        self._last, self._item, self._is_open = at, 0, True
        path = f"{at[0]}-{at[1]}" if at[1] else str(at[0])
        self.articles.append((path, [found[3]] if found[3] else []))

    def _go_on(self, number: int, line: str) -> None:
        glued = _GLUED.match(line)
        if glued and _follows(self._last, (value_of(glued[1]) or 0, value_of(glued[2] or "") or 0)):
            self.doubts.append(Doubt(number, f"“{glued[0]}”像是新的一条：是的，请在条号后加空格。"))
        if item := _ITEM.match(line):
            expected, self._item = self._item + 1, value_of(item[1]) or 0
            if self._item != expected:
                self.doubts.append(Doubt(number, f"“{item[0]}”不接着前一项，项号不连续。"))
        elif not _POINT.match(line):
            self._item = 0
        self.articles[-1][1].append(line)


def line_of(found: re.Match[str]) -> str:
    return found[0].split()[0]


def _follows(last: tuple[int, int], at: tuple[int, int]) -> bool:
    """第四十二条 is followed by 第四十三条 or 第四十二条之一."""
    return at in ((last[0] + 1, 0), (last[0], last[1] + 1)) if last[0] else at == (1, 0)


def split_article(path: str, text: str | Sequence[str]) -> tuple[Part, ...]:
    """The paragraphs and items of an article by its wording; an item of an article that is one paragraph has paragraph
    0. An item stands after its paragraph, which holds the items' words as well."""
    paragraphs = _paragraphs(text.splitlines() if isinstance(text, str) else text)
    parts: list[Part] = []
    for number, (lead, items) in enumerate(paragraphs, 1):
        is_one = len(paragraphs) == 1
        if not is_one:
            parts.append(Part(f"{path}.{number}", "\n".join([lead, *items])))
        inner = f"{path}.{0 if is_one else number}"
        parts += [Part(f"{inner}.{place}", item) for place, item in enumerate(items, 1)]
    return tuple(parts)


def _paragraphs(lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each with its items; what begins with an Arabic number goes on with what stands before it."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, (raw.strip() for raw in lines)):
        if not found:
            found.append((line, []))
            continue
        lead, items = found[-1]
        if _ITEM.match(line):
            items.append(line)
        elif not _POINT.match(line):
            found.append((line, []))
        elif items:
            items[-1] += f"\n{line}"
        else:
            found[-1] = f"{lead}\n{line}", items
    return found


def is_same(first: str, second: str) -> bool:
    """Blanks and breaks of lines are no difference of wording."""
    return "".join(first.split()) == "".join(second.split())
