"""Ways to narrow a search of items, as links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tongjian.supervision.catalog.queries import Facet, facets

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """`more` holds what is behind “更多”."""

    label: str
    links: Sequence[Link]
    more: Sequence[Link]


def facet_groups(chosen: dict[str, Any], asked: QueryDict) -> list[Group]:
    """`asked` is what stands in the address: every link keeps the rest of it. A chosen one leads back."""
    found = facets(chosen)
    ways = (
        ("部门", "agency_kind", found.departments),
        ("依据的法律、法规", "law", found.laws),
        ("条款", "article", found.articles),
        ("行业", "industry", found.industries),
    )
    groups = [_group(label, name, rows, asked) for label, name, rows in ways]
    return [group for group in groups if group.links]


def _group(label: str, name: str, rows: Sequence[Facet], asked: QueryDict) -> Group:
    links = [_link(name, row, asked) for row in rows]
    links.sort(key=lambda link: not link.is_chosen)
    return Group(label, links[:SHOWN], links[SHOWN:])


def _link(name: str, row: Facet, asked: QueryDict) -> Link:
    is_chosen = asked.get(name) == row.value
    query = asked.copy()
    for gone in ("cursor", name, *(("article",) if name == "law" else ())):
        query.pop(gone, None)
    if not is_chosen:
        query[name] = row.value
    for empty in [key for key, value in query.items() if not value]:
        del query[empty]
    return Link(row.label, row.count, query.urlencode(), is_chosen)
