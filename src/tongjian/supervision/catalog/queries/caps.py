"""How often an agency may visit at most, by what it and those above it published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import holding
from tongjian.foundation.org.models import Agency
from tongjian.pure.codes import is_within, level_of, significant
from tongjian.supervision.catalog.choices import CapState
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.catalog.policies import visible_caps
from tongjian.supervision.registry.models import Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class CapFilter:
    """Empty means everything. `region` takes everything below it; `on` keeps what holds on a day."""

    text: str = ""
    region: str = ""
    state: str = ""
    on: date | None = None


def in_force(day: date) -> Q:
    return holding(day) & Q(state__in=[CapState.PUBLISHED, CapState.ENDED])


def list_caps(actor: Actor, wanted: CapFilter) -> QuerySet[FrequencyCap]:
    caps = visible_caps(actor).select_related("agency__region", "agency__kind")
    if wanted.text:
        caps = caps.filter(agency__name__contains=wanted.text)
    if wanted.region:
        caps = caps.filter(agency__region__code__startswith=significant(wanted.region))
    if wanted.state:
        caps = caps.filter(state=wanted.state)
    return caps.filter(in_force(wanted.on)) if wanted.on else caps


def get_cap(actor: Actor, cap_id: UUID) -> FrequencyCap:
    cap = visible_caps(actor).select_related("agency__region", "agency__kind").filter(pk=cap_id).first()
    if cap is None:
        raise NotFound("cap_not_found", "没有这项频次上限，或者您无权查看。")
    return cap


class Caps:
    """All caps of a day, read at once: one query for any number of agencies and objects."""

    def __init__(self, on: date | None = None) -> None:
        rows = FrequencyCap.objects.filter(in_force(on or timezone.localdate())).select_related("agency__kind")
        self._by_kind: dict[str, list[FrequencyCap]] = {}
        for cap in rows:
            self._by_kind.setdefault(cap.agency.kind_id, []).append(cap)

    def of(self, agency: Agency, entity: Entity, grade: str = "") -> FrequencyCap | None:
        """What holds for this agency and object: of each publisher what is closest to the object, of all publishers
        the strictest. A cap for a grade holds only for who is known to have it. None where nothing was published."""
        fitting = [cap for cap in self._above(agency) if _fits(cap, agency, entity, grade)]
        closest: dict[UUID, FrequencyCap] = {}
        for cap in sorted(fitting, key=lambda cap: cap.specificity):
            closest[cap.agency_id] = cap
        return min(closest.values(), key=lambda cap: (cap.rate, cap.agency.code), default=None)

    def of_scope(self, agency: Agency, scope: Mapping[str, Sequence[str]]) -> FrequencyCap | None:
        """What holds for every object of a scope (as of `registry.entities_in_scope`) that this agency checks: the
        strictest. Caps for a grade hold for no whole scope."""
        kinds, industries = scope.get("kinds") or ("",), scope.get("industries") or ("",)
        fitting = [
            cap
            for cap in self._above(agency)
            if not cap.grade
            and cap.level in ("", level_of(agency.region_id))
            and all(cap.entity_kind in ("", kind) for kind in kinds)
            and all(industry.startswith(cap.industry) for industry in industries)
        ]
        return min(fitting, key=lambda cap: (cap.rate, cap.agency.code), default=None)

    def above(self, cap: FrequencyCap) -> FrequencyCap | None:
        """The one of a higher level that the cap may not exceed: the closest that covers all the cap is about."""
        higher = [one for one in self._above(cap.agency) if one.agency_id != cap.agency_id and one.covers(cap)]
        closest: dict[UUID, FrequencyCap] = {}
        for one in sorted(higher, key=lambda one: one.specificity):
            closest[one.agency_id] = one
        return min(closest.values(), key=lambda one: (one.rate, one.agency.code), default=None)

    def _above(self, agency: Agency) -> Sequence[FrequencyCap]:
        """Of the agency itself and of those of its kind above it."""
        own = self._by_kind.get(agency.kind_id, [])
        return [cap for cap in own if is_within(agency.region_id, cap.agency.region_id)]


def _fits(cap: FrequencyCap, agency: Agency, entity: Entity, grade: str) -> bool:
    return (
        cap.level in ("", level_of(agency.region_id))
        and cap.entity_kind in ("", entity.kind)
        and entity.industry.startswith(cap.industry)
        and cap.grade in ("", grade)
    )
