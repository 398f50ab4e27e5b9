"""Citations in a text: 《行政处罚法》第四十二条第二款、第43条 are three things said about one statute."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tongjian.pure.statutes.numerals import value_of

_NUMBER = r"[零〇一二三四五六七八九十百千]+|[0-9０-９]{1,4}"
_TITLE = re.compile(r"《([^《》]{2,100})》")
_STEP = re.compile(rf"\s*第\s*[（(]?(?P<number>{_NUMBER})[）)]?\s*(?P<unit>[条款项])(?:\s*之(?P<inserted>{_NUMBER}))?")
_BRACKET = re.compile(r"\s*[（(][^（()）]*[)）]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年?\s*(?:版|修订|修正)|([（(])((?:19|20)\d{2})年?[)）]")
_AND = re.compile(r"\s*(?:、|，|,|和|及|以及|或者|或)\s*(?=第)")
_TO = re.compile(r"\s*(?:至|到|—|－|-|~)\s*(?=第)")
LONGEST_RANGE = 100


@dataclass(frozen=True, slots=True)
class Mention:
    """One clause of one statute as a text names it. `path` is empty where no article is named, and where what is named
    cannot be read for certain; `year` is the edition the text states, 0 if none."""

    title: str
    path: str
    quote: str
    year: int = 0


def mentions(text: str) -> list[Mention]:
    """Every clause the text cites, in order, each once. Only titles in 《》 count."""
    titles = list(_TITLE.finditer(text))
    found: dict[tuple[str, str, int], Mention] = {}
    for place, title in enumerate(titles):
        end = titles[place + 1].start() if place + 1 < len(titles) else len(text)
        for mention in _of_title(title, text[title.end() : end]):
            found.setdefault((mention.title, mention.path, mention.year), mention)
    return list(found.values())


def _of_title(title: re.Match[str], rest: str) -> Iterator[Mention]:
    name, year = title[1], _year(title[0])
    while bracket := _BRACKET.match(rest):
        year, rest = year or _year(bracket[0]), rest[bracket.end() :]
    paths = list(_paths(rest))
    if not paths:
        yield Mention(name, "", title[0], year)
    for path, words in paths:
        yield Mention(name, path, title[0] + words, year)


def _year(text: str) -> int:
    found = _YEAR.search(text)
    return int(found[1] or found[3]) if found else 0


@dataclass(slots=True)
class _Reading:
    """Where the reader stands: a later 第二款 goes on from the article before it."""

    article: str = ""
    paragraph: str = ""

    def take(self, steps: list[re.Match[str]]) -> str:
        """The path these steps lead to; empty for what cannot be."""
        item = ""
        for step in steps:
            number = value_of(step["number"])
            inserted = value_of(step["inserted"]) if step["inserted"] else None
            if number is None or (step["inserted"] and inserted is None):
                return ""
            if step["unit"] == "条":
                self.article, self.paragraph, item = f"{number}-{inserted}" if inserted else str(number), "", ""
            elif step["unit"] == "款":
                self.paragraph, item = str(number), ""
            else:
                item = str(number)
        if not self.article:
            return ""
        return ".".join([self.article, *([self.paragraph or "0", item] if item else [self.paragraph])]).rstrip(".")


def _paths(rest: str) -> Iterator[tuple[str, str]]:
    reading, at, before = _Reading(), 0, ""
    is_range = False
    while steps := _steps(rest, at):
        end = steps[-1].end()
        path = reading.take(steps)
        if not path:
            yield "", rest[at:end].strip()
            return
        yield from ((each, rest[at:end].strip()) for each in (_between(before, path) if is_range else ()))
        yield path, rest[at:end].strip()
        to, also = _TO.match(rest, end), _AND.match(rest, end)
        joint = to or also
        if joint is None:
            return
        at, before, is_range = joint.end(), path, to is not None


def _steps(text: str, at: int) -> list[re.Match[str]]:
    """第…条第…款第…项 written without a break."""
    steps: list[re.Match[str]] = []
    while step := _STEP.match(text, at):
        if steps and "条款项".index(step["unit"]) <= "条款项".index(steps[-1]["unit"]):
            break
        steps.append(step)
        at = step.end()
    return steps


def _between(first: str, last: str) -> list[str]:
    """What lies between two of the same rank: 第22条至第25条 names 23 and 24 as well."""
    *outer, low = first.split(".")
    *other, high = last.split(".")
    if outer != other or not (low.isdecimal() and high.isdecimal()):
        return []
    numbers = range(int(low) + 1, int(high))
    return [".".join([*outer, str(number)]) for number in numbers] if len(numbers) <= LONGEST_RANGE else []
