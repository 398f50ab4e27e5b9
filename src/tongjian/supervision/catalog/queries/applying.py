"""Which public items are about an enterprise or an industry, and why."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongjian.foundation.org.models import Region
from tongjian.supervision.catalog.columns import SCOPE_OF_LEVEL
from tongjian.supervision.catalog.models import FrequencyCap, ItemVersion
from tongjian.supervision.catalog.queries.adoption import applies_in
from tongjian.supervision.catalog.queries.caps import CapFilter, list_caps
from tongjian.supervision.catalog.queries.items import about
from tongjian.supervision.catalog.queries.public import CITIZEN, public_versions

_BETWEEN = re.compile(r"以及|或者|[、，,；;/和及或]")
_VAGUE = frozenset(
    ["企业", "单位", "经营者", "机构", "场所", "个人", "对象", "其他", "相关单位", "有关单位", "生产经营单位"]
)
_SHORTEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who asks. `industry` is a code of GB/T 4754 or the beginning of one; `words` what the register says of it, name
    and business scope; `regions` the places whose departments may come, as codes; empty for everywhere."""

    industry: str = ""
    words: str = ""
    regions: tuple[str, ...] = ()


def applying(applicant: Applicant) -> QuerySet[ItemVersion]:
    """Items in force that name the industry, a part of it or the wider one it belongs to; and those that name no
    industry but an object whose word stands in what the register says. Two queries before the rows themselves."""
    rows = public_versions()
    if applicant.regions:
        rows = rows.filter(_checked_in(applicant.regions))
    named = about(applicant.industry) if applicant.industry else Q(pk__in=[])
    kinds = rows.filter(industries="").exclude(object_kind="").order_by().values_list("object_kind", flat=True)
    fitting = [kind for kind in kinds.distinct() if _terms_in(kind, applicant.words)] if applicant.words else []
    return rows.filter(named | Q(industries="", object_kind__in=fitting)).order_by("item__agency_kind", "item__code")


def _checked_in(regions: Iterable[str]) -> Q:
    """By departments of one of the places: at its level, where the item was compiled for certain levels only."""
    levels = dict(Region.objects.filter(pk__in=list(regions)).values_list("pk", "level"))
    may = [
        applies_in(code) & (Q(apply_scope="") | Q(apply_scope__contains=SCOPE_OF_LEVEL.get(level, "3")))
        for code, level in levels.items()
    ]
    return reduce(or_, may, Q(item__region=None))


def caps_on(kinds: Iterable[str], applicant: Applicant, entity_kind: str = "") -> dict[str, list[FrequencyCap]]:
    """Kind of department → what its departments of these places published for such an object: of each and each level
    the closest, the nearest place first. Caps for a grade are left out, for whose grade it is nobody else's business.
    One query."""
    rows = list_caps(CITIZEN, CapFilter(on=timezone.localdate())).filter(
        agency__kind__in=list(kinds), agency__region__in=applicant.regions, grade="", entity_kind__in=("", entity_kind)
    )
    closest: dict[tuple[object, str], FrequencyCap] = {}
    for cap in sorted(rows, key=lambda cap: cap.specificity):
        if applicant.industry.startswith(cap.industry):
            closest[cap.agency_id, cap.level] = cap
    found: dict[str, list[FrequencyCap]] = {}
    for cap in sorted(closest.values(), key=lambda cap: (applicant.regions.index(cap.agency.region_id), cap.level)):
        found.setdefault(cap.agency.kind_id, []).append(cap)
    return found


def why(version: ItemVersion, applicant: Applicant) -> list[str]:
    """Sentences; of an item that `applying` does not give, none."""
    return [*_by_industry(version, applicant.industry), *_by_object(version, applicant.words)]


def _by_industry(version: ItemVersion, mine: str) -> Iterator[str]:
    for code in filter(None, version.industries.split(";")) if mine else ():
        if code == mine:
            yield f"适用行业写明 {code}，与您的行业相同"
        elif mine.startswith(code):
            yield f"适用行业 {code} 包含您的行业 {mine}"
        elif code.startswith(mine):
            yield f"适用行业 {code} 是 {mine} 的一部分，从事的才适用"


def _by_object(version: ItemVersion, words: str) -> Iterator[str]:
    if not version.industries and words:
        for term in _terms_in(version.object_kind, words):
            yield f"检查对象写明“{term}”，登记的名称或者经营范围里有"


def _terms_in(kind: str, words: str) -> list[str]:
    """Words of 检查对象 that say something and stand in the register's words."""
    terms = (term.strip() for term in _BETWEEN.split(kind))
    return [term for term in terms if len(term) >= _SHORTEST and term not in _VAGUE and term in words]
