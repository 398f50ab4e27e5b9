"""Ways to narrow a search of items, as links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tongjian.pure.statutes import name_of
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
    now = {**chosen, "article": name_of(chosen["article"]) if chosen.get("article") else ""}
    groups = [_group(label, name, rows, asked, now.get(name, "")) for label, name, rows in ways]
    return [group for group in groups if group.links]


def _group(label: str, name: str, rows: Sequence[Facet], asked: QueryDict, now: str) -> Group:
    links = [_link(name, row, asked, is_chosen=row.value == now) for row in rows]
    links.sort(key=lambda link: not link.is_chosen)
    return Group(label, links[:SHOWN], links[SHOWN:])


def _link(name: str, row: Facet, asked: QueryDict, *, is_chosen: bool) -> Link:
    query = asked.copy()
    for gone in ("cursor", name, *(("article",) if name == "law" else ())):
        query.pop(gone, None)
    if not is_chosen:
        query[name] = row.value
    for empty in [key for key, value in query.items() if not value]:
        del query[empty]
    return Link(row.label, row.count, query.urlencode(), is_chosen)
