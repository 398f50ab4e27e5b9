"""执法检查人员名录库: no register of its own, but what the registers of officers, qualifications, interests, stand-ins
and visits say together about who can be sent, how long still, and how much each has carried."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.validity import holding, lasting
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.models import Delegation, Officer
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import significant
from tongjian.supervision.catalog.models import Qualification
from tongjian.supervision.inspections.choices import OfficerSource, VisitState
from tongjian.supervision.inspections.models import VisitOfficer
from tongjian.supervision.registry.models import Interest

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorFilter:
    """`item`: the code of an item that they may check today, all of V03 held. `practice`: count visits of practice
    draws too."""

    year: int
    text: str = ""
    agency_id: UUID | None = None
    region: str = ""
    item: str = ""
    validity: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True)
class LoadBin:
    """So many officers have from `least` to `most` visits (None: and more)."""

    least: int
    most: int | None
    officers: int


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """Of the officers of a list: how their visits of the year are spread. `cap` is `officer.load_cap` of a cycle."""

    officers: int
    visits: int
    drawn: int
    most: int
    cap: int
    over_cap: int
    bins: Sequence[LoadBin]

    @property
    def mean(self) -> float:
        return self.visits / self.officers if self.officers else 0.0

    @property
    def drawn_percent(self) -> int:
        return self.drawn * 100 // self.visits if self.visits else 0


def list_inspectors(actor: Actor, wanted: InspectorFilter) -> QuerySet[Officer]:
    """Officers whom the actor may see, with `load`, `drawn`, `manual` (visits of the year), `items` (that they may
    check), `item_ends_on` (the first qualification to end), `interests` and `away_until`. One statement."""
    today = timezone.localdate()
    officers = org.list_officers(actor, agency_id=wanted.agency_id, text=wanted.text, validity=wanted.validity)
    if wanted.region:
        officers = officers.filter(agency__region__code__startswith=significant(wanted.region))
    if wanted.item:
        qualified = Qualification.objects.filter(lasting(today), item__code=wanted.item).values("officer")
        able = org.certified_officers(officers.order_by().values_list("agency_id", flat=True).distinct(), today)
        officers = officers.filter(pk__in=qualified) & able
    held = Qualification.objects.filter(lasting(today), officer=OuterRef("pk")).order_by().values("officer")
    away = Delegation.objects.filter(holding(today), post__user=OuterRef("user")).order_by("-valid_until")
    interests = Interest.objects.filter(officer=OuterRef("pk"), ended_at=None).order_by().values("officer")
    visits = _visits(wanted)
    return officers.select_related("agency", "agency__region").annotate(
        load=_number(visits),
        drawn=_number(visits.filter(source=OfficerSource.DRAWN)),
        manual=F("load") - F("drawn"),
        items=_number(held),
        item_ends_on=Subquery(held.annotate(first=Min("valid_until")).values("first")),
        interests=_number(interests),
        away_until=Subquery(away.values("valid_until")[:1]),
    )


def load_figures(inspectors: QuerySet[Any]) -> LoadFigures:
    """How the visits are spread over the officers of `list_inspectors` who are on duty. One statement."""
    on_duty = inspectors.filter(is_active=True, is_auxiliary=False).order_by()
    loads: Counter[int] = Counter()
    drawn = 0
    for load, from_draw in on_duty.values_list("load", "drawn"):
        loads[load] += 1
        drawn += from_draw
    cap = rulebook.number("officer.load_cap")
    return LoadFigures(
        officers=loads.total(),
        visits=sum(load * number for load, number in loads.items()),
        drawn=drawn,
        most=max(loads, default=0),
        cap=cap,
        over_cap=sum(number for load, number in loads.items() if load > cap),
        bins=_bins(loads, cap),
    )


def notice_ends_on() -> date:
    """Up to this day a certificate or a qualification that ends is one to be warned of."""
    notice = org.certificate_notice()
    return timezone.localdate() + notice if notice else timezone.localdate()


def _bins(loads: Counter[int], cap: int) -> list[LoadBin]:
    """None, then BINS of equal width as far as anybody got (at least up to one a bin), then who is above the cap."""
    top = min(max(loads, default=0), cap)
    width = max(-(-top // BINS), 1)
    edges = [(0, 0), *((low, min(low + width - 1, cap)) for low in range(1, max(top, 1) + 1, width))]
    bins = [LoadBin(low, high, sum(n for load, n in loads.items() if low <= load <= high)) for low, high in edges]
    above = sum(number for load, number in loads.items() if load > cap)
    return [*bins, LoadBin(cap + 1, None, above)] if above else bins


def _visits(wanted: InspectorFilter) -> QuerySet[VisitOfficer, Any]:
    mine = VisitOfficer.objects.filter(officer=OuterRef("pk"), replaced_at=None, team__visit__year=wanted.year)
    mine = mine.exclude(team__visit__state=VisitState.CANCELLED)
    if not wanted.practice:
        mine = mine.filter(team__visit__is_practice=False)
    return mine.order_by().values("officer")


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    counted = Subquery(rows.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return Coalesce(counted, 0)
