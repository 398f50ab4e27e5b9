"""Reads about items, versions, checklists and qualifications."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.exchange.models import StagedRow
from tongjian.foundation.exchange.queries import changes_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.models import AgencyKind, Officer
from tongjian.foundation.org.policies import visible_officers
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog.choices import POST_PERMIT, VersionState
from tongjian.supervision.catalog.columns import ChecklistReference, Departments, ItemReference
from tongjian.supervision.catalog.columns.departments import DepartmentNames
from tongjian.supervision.catalog.models import Checklist, CheckPoint, Item, ItemVersion, Qualification
from tongjian.supervision.catalog.policies import (
    editable_kinds,
    own_region,
    qualifiable_officers,
    visible_checklists,
    visible_items,
    visible_versions,
)
from tongjian.supervision.catalog.queries.adoption import applies_in
from tongjian.supervision.catalog.queries.days import in_force

_SHOWN = (VersionState.REVIEW, VersionState.PUBLISHED, VersionState.RETIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    text: str = ""
    agency_kind: str = ""
    state: str = ""
    has_checklist: bool | None = None


def list_versions(actor: Actor, wanted: ItemFilter) -> QuerySet[ItemVersion]:
    """One row per item: its newest visible version, which is what people call the item; with a state, its newest
    version in that state (without one, items whose newest version is retired are left out). Ready to render."""
    seen = visible_versions(actor)
    if wanted.state:
        seen = seen.filter(state=wanted.state)
    newer = seen.filter(item=OuterRef("item"), number__gt=OuterRef("number"))
    versions = seen.filter(~Exists(newer)).select_related("item", "item__agency_kind", "item__region", "checklist")
    if not wanted.state:
        versions = versions.exclude(state=VersionState.RETIRED)
    if wanted.text:
        versions = versions.filter(_speaks_of(wanted.text))
    if wanted.agency_kind:
        versions = versions.filter(item__agency_kind=wanted.agency_kind)
    if wanted.has_checklist is not None:
        versions = versions.filter(checklist__isnull=not wanted.has_checklist)
    return versions.order_by("item__code", "-number")


def _speaks_of(text: str) -> Q:
    return (
        Q(item__name__icontains=text)
        | Q(item__sub_name__icontains=text)
        | Q(item__code__icontains=text)
        | Q(item__national_code__startswith=text)
        | Q(legal_basis__icontains=text)
    )


def get_item(actor: Actor, code: str) -> Item:
    related = ("agency_kind", "main", "region", "compiled_by", "successor")
    item = visible_items(actor).select_related(*related).filter(code=code).first()
    if item is None:
        raise NotFound("item_not_found", "没有这个监管事项，或者您无权查看。")
    return item


def sub_items_of(actor: Actor, item: Item) -> QuerySet[Item]:
    """What belongs to a main item."""
    return visible_items(actor).filter(main=item).order_by("code")


def get_version(actor: Actor, version_id: UUID) -> ItemVersion:
    versions = visible_versions(actor).select_related("item", "item__agency_kind", "checklist")
    version = versions.filter(pk=version_id).first()
    if version is None:
        raise NotFound("item_version_not_found", "没有这个事项版本，或者您无权查看。")
    return version


def versions_of(actor: Actor, item: Item) -> QuerySet[ItemVersion]:
    return visible_versions(actor).filter(item=item).select_related("checklist").order_by("-number")


def published_versions(
    actor: Actor,
    *,
    agency_kind: str = "",
    on: date | None = None,
    text: str = "",
    region: str = "",
    industry: str = "",
) -> QuerySet[ItemVersion]:
    """What may be checked on a day (V02); of one department kind, with some words, in a place (compiled or adopted
    there) or about an industry (code of GB/T 4754, also the beginning of one) where given."""
    related = ("item", "item__agency_kind", "item__region", "item__main", "checklist")
    versions = visible_versions(actor).filter(in_force(on)).select_related(*related)
    if agency_kind:
        versions = versions.filter(item__agency_kind=agency_kind)
    if text:
        versions = versions.filter(_speaks_of(text))
    if region:
        versions = versions.filter(applies_in(region, on))
    if industry:
        versions = versions.filter(_concerns(industry))
    return versions.order_by("item__code")


_INDUSTRY_CODE = re.compile(r"[A-T](?:\d{1,4})?")


def _concerns(industry: str) -> Q:
    """Items about an industry, by its code or part of its name (GB/T 4754; divisions before sections)."""
    words = industry.strip().upper()
    if _INDUSTRY_CODE.fullmatch(words):
        return about(words)
    for dictionary in ("industry_division", "industry_section"):
        codes = rulebook.terms(dictionary).filter(label__icontains=words).values_list("code", flat=True)
        if found := [about(code) for code in codes]:
            return reduce(or_, found)
    return Q(pk__in=[])


def about(code: str) -> Q:
    """Items that name the industry, a part of it or the wider one it belongs to."""
    wider = [code[:length] for length in range(1, len(code) + 1) if length != 2]
    named = Q(industries__startswith=code) | Q(industries__contains=f";{code}")
    for one in wider[:-1]:
        named |= Q(industries=one) | Q(industries__startswith=f"{one};") | Q(industries__endswith=f";{one}")
        named |= Q(industries__contains=f";{one};")
    return named


def waiting_versions(actor: Actor, state: VersionState) -> QuerySet[ItemVersion]:
    """Drafts or reviews of the kinds of department whose items the actor may edit."""
    versions = visible_versions(actor).filter(state=state).select_related("item", "item__agency_kind", "checklist")
    kinds = editable_kinds(actor)
    if kinds is not None:
        versions = versions.filter(item__agency_kind__in=kinds)
    return versions.order_by("item__code")


def kinds_with_items() -> list[AgencyKind]:
    """Departments that have items at all, for filters."""
    return list(AgencyKind.objects.filter(Exists(Item.objects.filter(agency_kind=OuterRef("pk")))).order_by("code"))


def published_version(item: Item, on: date | None = None) -> ItemVersion | None:
    return ItemVersion.objects.filter(in_force(on), item=item).order_by("-number").first()


def check_points(version: ItemVersion) -> list[CheckPoint]:
    return points_of(version.checklist) if version.checklist else []


def points_of(checklist: Checklist) -> list[CheckPoint]:
    return list(CheckPoint.objects.filter(checklist=checklist).order_by("number"))


def versions_with(actor: Actor, checklist: Checklist) -> QuerySet[ItemVersion]:
    """Visible versions that show the checklist."""
    versions = visible_versions(actor).filter(checklist=checklist).select_related("item", "item__agency_kind")
    return versions.order_by("item__code", "-number")


def frozen_checklists(codes: Iterable[str] | None = None) -> set[str]:
    """Codes of checklists that a version under review, published or retired shows: these change no more."""
    shown = Checklist.objects.exclude(item_versions=None).filter(item_versions__state__in=_SHOWN)
    if codes is not None:
        shown = shown.filter(code__in=set(codes))
    return set(shown.values_list("code", flat=True))


def item_reference_for(actor: Actor) -> ItemReference:
    """What rows of an item file are held against."""
    kinds = [
        DepartmentNames(kind.code, kind.title, kind.short_name, _plain_names(kind))
        for kind in AgencyKind.objects.all()
    ]
    citation = rulebook.check("V18").citation
    return ItemReference(
        departments=Departments(kinds),
        checklist_codes=frozenset(Checklist.objects.values_list("code", flat=True)),
        national_rule=f"监管事项目录编码应当是 14 位数字（V18，{citation}）。",
        may_edit=editable_kinds(actor),
        regions=dict(org.regions_to_choose().values_list("code", "level")),
        own_region=own_region(actor),
        post_permit=frozenset(rulebook.terms(POST_PERMIT).values_list("code", flat=True)),
    )


def _plain_names(kind: AgencyKind) -> list[str]:
    names = (kind.province_name, kind.city_name, kind.county_name)
    return [name.replace("{region}", "") for name in names if name]


def checklist_reference() -> ChecklistReference:
    """What rows of a checklist file are held against."""
    points = CheckPoint.objects.values_list("checklist__code", "number", "content", "method")
    return ChecklistReference(
        frozen=frozenset(frozen_checklists()),
        names=dict(Checklist.objects.values_list("code", "name")),
        points={(code, number): (content, method) for code, number, content, method in points},
    )


def imports_of(item: Item) -> QuerySet[StagedRow]:
    """Rows of files that made or changed a draft of the item."""
    return changes_of(item.pk)


def list_checklists(actor: Actor, text: str = "") -> QuerySet[Checklist]:
    checklists = visible_checklists(actor).annotate(
        points=Count("check_points", distinct=True), items=Count("item_versions__item", distinct=True)
    )
    if text:
        checklists = checklists.filter(Q(name__icontains=text) | Q(code__icontains=text))
    return checklists.order_by("code")


def get_checklist(actor: Actor, code: str) -> Checklist:
    checklist = visible_checklists(actor).filter(code=code).first()
    if checklist is None:
        raise NotFound("checklist_not_found", "没有这张检查表，或者您无权查看。")
    return checklist


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A checklist that may fit an item; `share` is how much of the two names agrees, 0 to 1."""

    checklist: Checklist
    share: float


def suggest_checklists(version: ItemVersion, limit: int = 5) -> list[Suggestion]:
    """The checklists whose name is most like the item's. A person decides."""
    wanted = f"{version.item.name}{version.item.sub_name}"
    scored = [
        Suggestion(checklist, _likeness(wanted, checklist.name))
        for checklist in Checklist.objects.annotate(points=Count("check_points"))
    ]
    scored.sort(key=lambda suggestion: (-suggestion.share, suggestion.checklist.code))
    return [suggestion for suggestion in scored[:limit] if suggestion.share > 0]


def _likeness(wanted: str, name: str) -> float:
    """Longest common runs of two or more characters, as a share of the shorter text."""
    blocks = SequenceMatcher(None, wanted, name, autojunk=False).get_matching_blocks()
    common = sum(block.size for block in blocks if block.size > 1)
    return round(common / max(1, min(len(wanted), len(name))), 3)


def qualified_officer_ids(item_ids: Iterable[UUID], on: date | None = None) -> dict[UUID, set[UUID]]:
    """item → officers who may check it on the day. One query."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    valid = valid_qualification(on)
    rows = Qualification.objects.filter(valid, item__in=list(item_ids)).values_list("item_id", "officer_id")
    for item_id, officer_id in rows:
        found[item_id].add(officer_id)
    return dict(found)


def items_of_officers(officer_ids: Sequence[UUID], on: date | None = None) -> dict[UUID, list[str]]:
    """officer → codes of the items he or she may check, ascending. One query."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Qualification.objects.filter(valid_qualification(on), officer__in=officer_ids)
    for officer_id, code in rows.order_by("item__code").values_list("officer_id", "item__code"):
        found[officer_id].append(code)
    return dict(found)


def valid_qualification(on: date | None) -> Q:
    return lasting(on or timezone.localdate())


def qualifications_of(actor: Actor, item: Item, on: date | None = None) -> QuerySet[Qualification]:
    """Officers the actor may see who may check the item on the day."""
    valid = Qualification.objects.filter(valid_qualification(on), item=item, officer__is_active=True)
    seen = valid.filter(officer__in=visible_officers(actor)).select_related("officer", "officer__agency")
    return seen.order_by("officer__agency__code", "officer__certificate_number")


@dataclass(frozen=True, slots=True)
class QualificationTable:
    """Items of a department by its officers; `until` holds what is valid today, with its last day or None."""

    items: list[Item]
    officers: list[Officer]
    until: dict[tuple[UUID, UUID], date | None]


def qualification_table(actor: Actor) -> QualificationTable:
    """Three queries. Empty for whoever acts for no agency."""
    officers = list(qualifiable_officers(actor).filter(agency=actor.agency_id).order_by("certificate_number"))
    kinds = AgencyKind.objects.filter(agencies=actor.agency_id)
    published = Exists(ItemVersion.objects.filter(in_force(None), item=OuterRef("pk")))
    items = list(Item.objects.filter(published, agency_kind__in=kinds).order_by("code"))
    valid = Qualification.objects.filter(valid_qualification(None), officer__in=officers, item__in=items)
    rows = valid.values_list("item_id", "officer_id", "valid_until")
    return QualificationTable(items, officers, {(item, officer): until for item, officer, until in rows})
