from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.exchange.writing import update_rows
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure import sampling
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.inspections.operations import ItemDraft, OfficerDraft, TeamDraft, VisitDraft, create_visits
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import JobStage
from tongjian.supervision.planning.models import Demand, Draw, Unit
from tongjian.supervision.planning.operations._roster import last_day
from tongjian.supervision.planning.operations._watch import Watch
from tongjian.supervision.planning.queries import item_code

_BATCH = 2000
Items = dict[str, dict[str, str]]
"""Of one unit: per agency code, item code → the first demand that asked for it."""


@dataclass(frozen=True, eq=False)
class VisitPlan:
    """The visits to make, in their order, and what the draw gave to units and officers."""

    drafts: list[VisitDraft]
    units: dict[str, Unit]
    teams: list[sampling.TeamDraw]

    @property
    def open_places(self) -> int:
        return sum(team.open_places for team in self.teams)


def plan_visits(
    draw: Draw, frozen: sampling.FrozenFiles, selection: sampling.Selection, seed: bytes, watch: Watch
) -> VisitPlan:
    """One visit per selected unit with its teams and officers."""
    items = _items_of_units(frozen, selection)
    units = _selected_units(draw, items)
    watch(JobStage.MATCH, 0, len(units))
    rule, places = _rule_and_places(draw, units)
    needs = [sampling.VisitNeed(unit_id, places[unit_id], _item_sets(items[unit_id])) for unit_id in units]
    per_agency, day = rule.officers_per_agency, rule.valid_on
    teams = sampling.match_officers(seed, draw.key, draw.version, needs, frozen.officer_rows, per_agency, valid_on=day)
    order = sampling.visit_order(seed, units)
    return VisitPlan(_drafts(draw, order, units, items, teams), units, teams)


def _rule_and_places(draw: Draw, units: Mapping[str, Unit]) -> tuple[sampling.MatchingRule, Mapping[str, str]]:
    """As frozen. A draw frozen before rule and places were kept goes by those of today."""
    if rule := queries.matching_rule(draw):
        return rule, queries.frozen_places(draw, rule)
    per_agency = rulebook.number("visit.officers_per_agency")
    places = {unit_id: unit.entity.region_id or "" for unit_id, unit in units.items()}
    return sampling.MatchingRule(per_agency, last_day(draw).isoformat(), "0" * 64), places


def make_visits(actor: Actor, draw: Draw, plan: VisitPlan) -> list[Visit]:
    """Makes the visits and marks units and officers."""
    # A party may run the draw; that it makes visits follows from the draw, not from what the party may do.
    making = replace(actor, permissions=actor.permissions | {"inspections.create"})
    visits = create_visits(actor=making, drafts=plan.drafts)
    _mark(draw, plan.units, visits, plan.teams)
    return visits


def _items_of_units(frozen: sampling.FrozenFiles, selection: sampling.Selection) -> dict[str, Items]:
    specs = {spec.id: spec for spec in frozen.pool.demands}
    wanted: dict[str, Items] = {}
    for row in selection.rows():
        spec = specs[row.demand_id]
        mine = wanted.setdefault(row.unit_id, {}).setdefault(spec.agency, {})
        for item in spec.items:
            mine.setdefault(item, spec.id)
    return wanted


def _selected_units(draw: Draw, items: dict[str, Items]) -> dict[str, Unit]:
    """Read in runs: a database takes only so many values in one question."""
    keys = [pk for pk, unit_id in draw.units.values_list("pk", "unit_id").iterator() if unit_id in items]
    found = (
        unit
        for start in range(0, len(keys), _BATCH)
        for unit in Unit.objects.filter(pk__in=keys[start : start + _BATCH]).select_related("entity")
    )
    return {unit.unit_id: unit for unit in found}


def _item_sets(items: Items) -> dict[str, frozenset[str]]:
    return {agency: frozenset(wanted) for agency, wanted in items.items()}


def _drafts(
    draw: Draw,
    order: Sequence[str],
    units: dict[str, Unit],
    items: dict[str, Items],
    teams: Sequence[sampling.TeamDraw],
) -> list[VisitDraft]:
    demands = list(Demand.objects.filter(draw=draw).select_related("agency"))
    agency_ids = {demand.agency.code: demand.agency_id for demand in demands}
    versions = {item_code(version): version.pk for version in _versions(demands)}
    officer_ids = dict(draw.candidates.values_list("reference", "officer_id"))
    drawn = {(team.unit_id, team.agency): [officer_ids[name] for name in team.officer_ids] for team in teams}
    return [
        VisitDraft(
            entity_id=units[unit_id].entity_id,
            region_code=units[unit_id].entity.region_id or draw.region_id,
            address=units[unit_id].entity.address,
            origin=f"planning.draw:{draw}",
            sequence=place,
            year=draw.window_from.year,
            is_practice=draw.is_practice,
            window_from=draw.window_from,
            window_until=draw.window_until,
            teams=tuple(
                TeamDraft(
                    agency_id=agency_ids[agency],
                    role=role,
                    items=tuple(
                        ItemDraft(item_version_id=versions[item], demand=demand)
                        for item, demand in items[unit_id][agency].items()
                    ),
                    officers=_places(drawn[unit_id, agency]),
                )
                for agency, role in _roles(items[unit_id])
            ),
        )
        for place, unit_id in enumerate(order, start=1)
    ]


def _versions(demands: Sequence[Demand]) -> list[ItemVersion]:
    return [version for demand in demands for version in demand.items.select_related("item")]


def _roles(items: Items) -> list[tuple[str, ParticipationRole]]:
    """Whoever checks most items leads; among equals the first by code."""
    ordered = sorted(items, key=lambda agency: (-len(items[agency]), agency))
    return [
        (agency, ParticipationRole.LEAD if place == 0 else ParticipationRole.COOPERATE)
        for place, agency in enumerate(ordered)
    ]


def _places(officer_ids: Sequence[UUID]) -> tuple[OfficerDraft, ...]:
    return tuple(
        OfficerDraft(place=place, officer_id=officer_id) for place, officer_id in enumerate(officer_ids, start=1)
    )


def _mark(draw: Draw, units: dict[str, Unit], visits: Sequence[Visit], teams: Sequence[sampling.TeamDraw]) -> None:
    visit_of = {visit.entity_id: visit for visit in visits}
    for unit in units.values():
        unit.is_selected = True
        unit.visit = visit_of[unit.entity_id]
    update_rows(list(units.values()), fields=["is_selected", "visit_id"])
    places: dict[str, int] = {}
    for team in teams:
        for name in team.officer_ids:
            places[name] = places.get(name, 0) + 1
    candidates = list(draw.candidates.filter(reference__in=places))
    for candidate in candidates:
        candidate.places = places[candidate.reference]
    update_rows(candidates, fields=["places"])
