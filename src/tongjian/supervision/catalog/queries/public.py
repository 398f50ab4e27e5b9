"""What the public may look for in the list of items, and how much of it there is.

Everything here begins with what the public sees: an item that is not public is neither listed nor counted nor named by
another one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import AgencyKind
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Citation, Statute
from tongjian.pure.statutes import ancestors, name_of, order_of
from tongjian.supervision.catalog.models import Adoption, CheckPoint, Item, ItemVersion
from tongjian.supervision.catalog.policies import visible_items, visible_versions
from tongjian.supervision.catalog.queries.days import PUBLIC
from tongjian.supervision.catalog.queries.items import get_item, published_versions, versions_of

CITIZEN = Actor.public()
UNSAID = "未注明行业"
"""What one looks for instead of an industry: items that name none."""
AT_ONCE = 1000
_BASIS = ItemVersion._meta.label_lower
_POINT = CheckPoint._meta.label_lower


def public_versions(*, law: str = "", article: str = "", industry: str = "", **wanted: Any) -> QuerySet[ItemVersion]:
    """`published_versions` as the public sees them, by the clause that the basis cites too: `law` is the code of a
    statute, `article` the path of a clause of it. Each with `main_is_public`."""
    seen = visible_versions(CITIZEN).filter(item=OuterRef("item__main"))
    rows = published_versions(CITIZEN, industry="" if industry == UNSAID else industry, **wanted)
    rows = rows.annotate(main_is_public=Exists(seen))
    if industry == UNSAID:
        rows = rows.filter(industries="")
    if law:
        rows = rows.filter(pk__in=citing(_BASIS, law, article).values("citer_id"))
    return rows


def citing(kind: str, law: str, article: str = "") -> QuerySet[Citation]:
    """Citations of a statute, or of one of its clauses and what is part of it by number."""
    found = Citation.objects.filter(citer_kind=kind, clause__statute__code=law)
    if article:
        found = found.filter(Q(clause__path=article) | Q(clause__path__startswith=f"{article}."))
    return found


def get_public(code: str) -> tuple[Item, ItemVersion]:
    """An item with the version of today, or else the newest the public may see. Raises NotFound."""
    item = get_item(CITIZEN, code)
    version = public_versions().filter(item=item).order_by("-number").first() or versions_of(CITIZEN, item).first()
    if version is None:
        raise NotFound("item_not_found", "没有这个监管事项，或者您无权查看。")
    version.item = item
    if item.main and not visible_items(CITIZEN).filter(pk=item.main.pk).exists():
        item.main = None
    if item.successor and not visible_items(CITIZEN).filter(pk=item.successor.pk).exists():
        item.successor = None
    return item, version


def kinds_with_published() -> list[AgencyKind]:
    """Departments with a version the public sees, in force or not, for its filter."""
    shown = visible_versions(CITIZEN).filter(item__agency_kind=OuterRef("pk"))
    return list(AgencyKind.objects.filter(Exists(shown)).order_by("code"))


def laws_cited() -> list[Statute]:
    """Statutes on which public versions that are or were in force rest."""
    seen = visible_versions(CITIZEN).filter(state__in=PUBLIC).values("pk")
    cited = Citation.objects.filter(citer_kind=_BASIS, clause__statute=OuterRef("pk"), citer_id__in=seen)
    return list(Statute.objects.filter(Exists(cited)).order_by("title", "code"))


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a search: what to ask for, in words, and how many items are left then."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """`articles` only once a law was chosen."""

    departments: tuple[Facet, ...]
    laws: tuple[Facet, ...]
    articles: tuple[Facet, ...]
    industries: tuple[Facet, ...]


def facets(wanted: Mapping[str, Any]) -> Facets:
    """Of `public_versions`: each counted as if its own part of the question had not been asked. Five queries."""
    law = str(wanted.get("law", ""))
    return Facets(
        departments=_departments(_without(wanted, "agency_kind")),
        laws=_laws(_without(wanted, "law", "article")),
        articles=_articles(_without(wanted, "article"), law) if law else (),
        industries=_industries(_without(wanted, "industry")),
    )


def _without(wanted: Mapping[str, Any], *names: str) -> QuerySet[ItemVersion]:
    rows = public_versions(**{name: value for name, value in wanted.items() if name not in names})
    return rows.order_by().select_related(None)


def _departments(rows: QuerySet[ItemVersion]) -> tuple[Facet, ...]:
    counts = rows.values("item__agency_kind", "item__agency_kind__title").annotate(n=Count("pk"))
    counts = counts.order_by("-n", "item__agency_kind")
    return tuple(Facet(row["item__agency_kind"], row["item__agency_kind__title"], row["n"]) for row in counts)


def _laws(rows: QuerySet[ItemVersion]) -> tuple[Facet, ...]:
    cited = Citation.objects.filter(citer_kind=_BASIS, clause__isnull=False, citer_id__in=rows.values("pk"))
    counts = cited.order_by().values("clause__statute__code", "clause__statute__title")
    counts = counts.annotate(n=Count("citer_id", distinct=True)).order_by("-n", "clause__statute__code")
    return tuple(
        Facet(row["clause__statute__code"], f"《{row['clause__statute__title']}》", row["n"]) for row in counts
    )


def _articles(rows: QuerySet[ItemVersion], law: str) -> tuple[Facet, ...]:
    """A citation of a paragraph counts for its article."""
    counts = _by_path(rows, law)
    articles = sorted((path for path in counts if path[:1].isdecimal() and "." not in path), key=order_of)
    return tuple(Facet(name_of(path), name_of(path), counts[path]) for path in articles)


def _by_path(rows: QuerySet[ItemVersion], law: str) -> dict[str, int]:
    """Path of a clause → how many of the items cite it or a part of it by number."""
    cited = citing(_BASIS, law).filter(citer_id__in=rows.values("pk")).order_by()
    citers: dict[str, set[Any]] = {}
    for path, citer in cited.values_list("clause__path", "citer_id").distinct():
        for one in (path, *ancestors(path)):
            citers.setdefault(one, set()).add(citer)
    return {path: len(found) for path, found in citers.items()}


def _industries(rows: QuerySet[ItemVersion]) -> tuple[Facet, ...]:
    """By section of GB/T 4754; an item of several sections counts in each."""
    sections = dict(rulebook.terms("industry_section").order_by("code").values_list("code", "label"))
    named = {code: Q(industries__startswith=code) | Q(industries__contains=f";{code}") for code in sections}
    counts = rows.aggregate(
        **{f"in_{code}": Count("pk", filter=condition) for code, condition in named.items()},
        unsaid=Count("pk", filter=Q(industries="")),
    )
    found = [Facet(code, label, counts[f"in_{code}"]) for code, label in sections.items()]
    return tuple(one for one in [*found, Facet(UNSAID, UNSAID, counts["unsaid"])] if one.count)


def items_by_article(law: str) -> dict[str, int]:
    """Path of each clause of a statute that is cited → public items in force whose basis cites it or a part of it. One
    query."""
    return _by_path(public_versions().order_by(), law)


def points_by_checklist(versions: Iterable[ItemVersion]) -> dict[UUID | None, list[CheckPoint]]:
    """Checklist → its check points in order, for all the versions at once. One query."""
    found: dict[UUID | None, list[CheckPoint]] = {}
    keys = {version.checklist_id for version in versions if version.checklist_id}
    for point in CheckPoint.objects.filter(checklist__in=keys).order_by("checklist", "number"):
        found.setdefault(point.checklist_id, []).append(point)
    return found


def public_clauses(versions: QuerySet[ItemVersion] | list[ItemVersion]) -> dict[Any, list[Citation]]:
    """Version → the clauses its basis cites, in order of reading. One query."""
    return _cited(_BASIS, [version.pk for version in versions])


def clauses_of_points(points: list[CheckPoint]) -> dict[Any, list[Citation]]:
    """Check point → the clauses it cites. One query."""
    return _cited(_POINT, [point.pk for point in points])


def _cited(kind: str, keys: list[Any]) -> dict[Any, list[Citation]]:
    rows = Citation.objects.filter(citer_kind=kind, citer_id__in=keys, clause__isnull=False)
    found: dict[Any, list[Citation]] = {}
    for row in rows.select_related("clause__statute").order_by("clause__statute__code", "clause__position", "pk"):
        found.setdefault(row.citer_id, []).append(row)
    return found


def public_citing(reach: rulebook.Reach, on: date | None = None) -> tuple[list[ItemVersion], list[CheckPoint]]:
    """What the public may read of what rests on a clause: items in force whose basis cites it, and check points of
    their checklists. Two queries."""
    rows = public_versions(on=on)
    points = CheckPoint.objects.filter(pk__in=reach.citers(CheckPoint), checklist__in=rows.values("checklist"))
    points = points.select_related("checklist").order_by("checklist__code", "number")
    return list(rows.filter(pk__in=reach.citers(ItemVersion))), list(points)


def public_points() -> QuerySet[CheckPoint]:
    """Check points of the checklists that public items in force show, ready to be written."""
    shown = public_versions().order_by().values("checklist")
    points = CheckPoint.objects.filter(checklist__in=shown).select_related("checklist")
    return points.order_by("checklist__code", "number")


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A clause that a public item in force cites, or a check point of it: the one or the other is None."""

    citation: Citation
    version: ItemVersion | None = None
    point: CheckPoint | None = None


def public_citations() -> Iterator[CitedClause]:
    """Those that hang on a clause; items first. Two queries for every thousand of them."""
    items, points = public_versions().order_by(), public_points().order_by()
    for rows in _pieces(_hanging(_BASIS, items)):
        found = ItemVersion.objects.select_related("item").in_bulk([row.citer_id for row in rows])
        yield from (CitedClause(row, version=found[row.citer_id]) for row in rows)
    for rows in _pieces(_hanging(_POINT, points)):
        looked = CheckPoint.objects.select_related("checklist").in_bulk([row.citer_id for row in rows])
        yield from (CitedClause(row, point=looked[row.citer_id]) for row in rows)


def _hanging(kind: str, rows: QuerySet[Any]) -> QuerySet[Citation]:
    cited = Citation.objects.filter(citer_kind=kind, citer_id__in=rows.values("pk"), clause__isnull=False)
    return cited.select_related("clause__statute").order_by("clause__statute__code", "clause__position", "pk")


def _pieces(rows: QuerySet[Citation]) -> Iterator[list[Citation]]:
    walked = rows.iterator(chunk_size=AT_ONCE)
    while piece := list(islice(walked, AT_ONCE)):
        yield piece


@dataclass(frozen=True, slots=True)
class PublicState:
    """Of the public list: `changed` is the day on which it last became another, as far as public versions tell;
    `marks` differ whenever the list or what it cites differs."""

    changed: date | None
    marks: tuple[object, ...]


def public_state() -> PublicState:
    """Six queries, however long the list is."""
    today = timezone.localdate()
    rows = public_versions().order_by()
    counted = rows.aggregate(
        items=Count("pk"),
        published=Max("published_at"),
        begun=Max("valid_from"),
        checklists=Count("checklist"),
        mains=Count("item__main"),
        regions=Count("item__region"),
        successors=Count("item__successor"),
    )
    ended = visible_versions(CITIZEN).filter(valid_until__lte=today).aggregate(day=Max("valid_until"))["day"]
    cited = Citation.objects.filter(clause__isnull=False, citer_kind__in=(_BASIS, _POINT))
    last = cited.order_by("-pk").values_list("pk", flat=True).first()
    kinds = tuple(AgencyKind.objects.order_by("code").values_list("code", "title"))
    adopted = Adoption.objects.exclude(valid_from=None).aggregate(
        n=Count("pk"), begun=Max("valid_from"), ended=Max("valid_until")
    )
    days = [day for day in (counted["begun"], ended) if day]
    return PublicState(
        max(days, default=None), (today, *counted.values(), ended, cited.count(), last, kinds, *adopted.values())
    )
