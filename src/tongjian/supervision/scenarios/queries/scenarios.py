"""Reads about scenarios and their versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import holding, newest
from tongjian.pure.codes import significant
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.queries import in_force as items_in_force
from tongjian.supervision.scenarios.models import Scenario, ScenarioVersion
from tongjian.supervision.scenarios.policies import SETTLED, visible_scenarios, visible_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFilter:
    """Empty means everything; `lead` is a kind of department, `item` the code of an item, `on` a day: what was in
    force then, instead of the newest version of each."""

    text: str = ""
    state: str = ""
    lead: str = ""
    region: str = ""
    item: str = ""
    on: date | None = None


def in_force(on: date | None = None) -> Q:
    """Versions; None is today."""
    return Q(state__in=SETTLED) & holding(on or timezone.localdate())


def list_versions(actor: Actor, wanted: ScenarioFilter) -> QuerySet[ScenarioVersion]:
    """One row a scenario, ready to render."""
    seen = visible_versions(actor)
    versions = newest(seen, of="scenario") if wanted.on is None else seen.filter(in_force(wanted.on))
    exact = {"state": wanted.state, "lead": wanted.lead, "scenario_items__item_version__item__code": wanted.item}
    versions = versions.filter(**{name: value for name, value in exact.items() if value})
    if wanted.region:
        versions = versions.filter(scenario__region__code__startswith=significant(wanted.region))
    if wanted.text:
        versions = versions.filter(Q(name__icontains=wanted.text) | Q(scenario__code__icontains=wanted.text))
    counts = {"items": Count("scenario_items", distinct=True), "others": Count("cooperations", distinct=True)}
    return versions.select_related("scenario__region", "lead").annotate(**counts).order_by("scenario__code")


def get_scenario(actor: Actor, code: str) -> Scenario:
    scenario = visible_scenarios(actor).select_related("region").filter(code=code).first()
    if scenario is None:
        raise NotFound("scenario_not_found", "没有这件事，或者您无权查看。")
    return scenario


def versions_of(actor: Actor, scenario: Scenario) -> QuerySet[ScenarioVersion]:
    return ready(visible_versions(actor).filter(scenario=scenario)).order_by("-number")


def get_version(actor: Actor, version_id: UUID) -> ScenarioVersion:
    version = ready(visible_versions(actor).filter(pk=version_id)).first()
    if version is None:
        raise NotFound("scenario_not_found", "没有这件事的这个版本，或者您无权查看。")
    return version


def ready(versions: QuerySet[ScenarioVersion]) -> QuerySet[ScenarioVersion]:
    """With everything a version says."""
    parts = ("cooperations__agency_kind", "scenario_items__item_version__item__agency_kind", "steps", "papers")
    return versions.select_related("scenario__region", "lead").prefetch_related(*parts)


def items_of(version: ScenarioVersion) -> list[ItemVersion]:
    """Pinned versions in the scenario's order. Of a `ready` version, no query."""
    return [row.item_version for row in version.scenario_items.all()]


def newer_of(pinned: Iterable[ItemVersion]) -> dict[UUID, ItemVersion | None]:
    """Pinned version → what is in force instead today, or None if nothing is; those still in force are absent. One
    query."""
    versions = list(pinned)
    now = {one.item_id: one for one in _current(version.item_id for version in versions)}
    found = {version.pk: now.get(version.item_id) for version in versions}
    return {pk: current for pk, current in found.items() if current is None or current.pk != pk}


def _current(item_ids: Iterable[UUID]) -> QuerySet[ItemVersion]:
    return ItemVersion.objects.filter(items_in_force(None), item__in=set(item_ids)).order_by("number")
