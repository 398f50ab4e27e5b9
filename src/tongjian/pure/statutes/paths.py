"""Paths of clauses: `42.2.3` is 第四十二条第二款第（三）项, `42-1` 第四十二条之一, `c3` 第三章."""

import re

from tongjian.pure.statutes.numerals import chinese

_HEADS = {"b": "编", "c": "章", "s": "节"}
_HEAD = re.compile(r"([bcs])(\d+)")
_STATE = "中华人民共和国"


def short_title(title: str) -> str:
    """Titles as people cite them: without 中华人民共和国, spaces and marks of an edition in brackets."""
    plain = re.sub(r"\s+|[（(][^（()）]*(?:修订|修正|年版|年)[)）]$", "", title)
    return plain.removeprefix(_STATE)


def ancestors(path: str) -> list[str]:
    """`42.2.3` → [`42`, `42.2`]: what contains it by its number alone; chapters are not named by a path."""
    parts = path.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def is_within(path: str, outer: str) -> bool:
    """Whether the clause is the outer one or lies under it by number."""
    return path == outer or path.startswith(f"{outer}.")


def name_of(path: str) -> str:
    """第四十二条第二款第（三）项 for `42.2.3`; 第三章第一节 for `c3s1`. An item of an article without paragraphs has
    paragraph 0: `42.0.3`."""
    if _HEAD.match(path):
        return "".join(f"第{chinese(int(number))}{_HEADS[kind]}" for kind, number in _HEAD.findall(path))
    article, *rest = path.split(".")
    number, _, inserted = article.partition("-")
    named = f"第{chinese(int(number))}条" + (f"之{chinese(int(inserted))}" if inserted else "")
    if rest and rest[0] != "0":
        named += f"第{chinese(int(rest[0]))}款"
    return named + (f"第（{chinese(int(rest[1]))}）项" if len(rest) > 1 else "")


def order_of(path: str) -> tuple[int, ...]:
    """Sorts articles and what is under them as they are read."""
    return tuple(int(number) for part in path.split(".") for number in (*part.split("-"), "0")[:2])
