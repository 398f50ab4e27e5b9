"""How fair the published draws were, measured; and who is in the frame of one with which chance."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from tongjian.foundation.org.queries import names_of_regions
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure import sampling
from tongjian.pure.sampling.fairness import Chances, compare_places, measure_inclusions
from tongjian.supervision.planning.choices import DrawState
from tongjian.supervision.planning.models import Draw, FairnessReport
from tongjian.supervision.planning.queries.ceremony import frozen_files, matching_rule

SHOWN_STRATA = 200


def published_draws(*, is_practice: bool) -> QuerySet[Draw]:
    return Draw.objects.filter(state=DrawState.PUBLISHED, is_practice=is_practice).order_by("published_at", "pk")


def latest_fairness() -> list[FairnessReport]:
    """The newest measurement of the real draws and of the practice draws, as far as there were any."""
    newest = (FairnessReport.objects.filter(is_practice=practice).first() for practice in (False, True))
    return [report for report in newest if report]


def is_measured(*, is_practice: bool) -> bool:
    """Whether the newest measurement knows every published draw; true where there is none."""
    newest = FairnessReport.objects.filter(is_practice=is_practice).first()
    return (newest.draws if newest else 0) == published_draws(is_practice=is_practice).count()


def fairness_of(draws: Sequence[Draw]) -> dict[str, Any]:
    """The figures of a report. Reads the frozen files of every draw, each checked against its hash."""
    places: dict[UUID, int] = {}
    columns: list[Chances] = []
    groups: list[tuple[list[int], int]] = []
    for draw in draws:
        frozen = frozen_files(draw)
        columns.append(_chances(draw, frozen, places))
        groups.extend(_equals(draw, frozen))
    inclusions = measure_inclusions(columns, len(places), level=float(rulebook.ratio("draw.fairness_level")))
    return {**asdict(inclusions), "officers": asdict(compare_places(groups)), "officer_groups": len(groups)} | {
        "strata": list(_strata(draws))
    }


def _chances(draw: Draw, frozen: sampling.FrozenFiles, places: dict[UUID, int]) -> Chances:
    """Of each unit the demand that was most likely to draw it: its chance, and whether that demand did. So chance and
    result belong together exactly, whatever else the unit was drawn for.

    `places` grows: the position of each entity over all draws; who was merged counts as the row that was kept."""
    frame = frozen.pool.frame
    chance = sampling.inclusion_probabilities(frozen.pool)
    is_drawn = np.zeros(len(frame), dtype=np.bool_)
    is_drawn[sampling.run_draw(frozen, bytes.fromhex(draw.seed)).row] = True
    order = np.lexsort((-chance, frame.unit))
    best = order[np.unique(frame.unit[order], return_index=True)[1]]
    units = {unit.decode(): position for position, unit in enumerate(frame.units.tolist())}
    entity = np.zeros(len(units), dtype=np.int64)
    rows = draw.units.values_list("unit_id", Coalesce("entity__merged_into", "entity"))
    for unit_id, entity_id in rows.iterator():
        if unit_id in units:
            entity[units[unit_id]] = places.setdefault(entity_id, len(places))
    _, first = np.unique(entity, return_index=True)
    return Chances(entity[first], chance[best][first], is_drawn[best][first])


def _equals(draw: Draw, frozen: sampling.FrozenFiles) -> Iterator[tuple[list[int], int]]:
    """Places of officers with the same prospects: of one agency, region and set of items, without recusals, certified
    to the end, none of them at the cap. Draws older than the rule of matching are left out."""
    rule = matching_rule(draw)
    if rule is None:
        return
    places = dict(draw.candidates.values_list("reference", "places"))
    alike: dict[tuple[Any, ...], list[sampling.OfficerRow]] = defaultdict(list)
    for row in frozen.officer_rows:
        if not row.recusals and row.valid_until > rule.valid_on:
            alike[row.agency, row.regions, row.qualifications].append(row)
    for rows in alike.values():
        if all(places[row.officer_id] < row.cap for row in rows):
            yield [places[row.officer_id] for row in rows], rule.officers_per_agency


def _strata(draws: Sequence[Draw]) -> Iterator[dict[str, Any]]:
    """Of the newest draws first: the chance in each demand and stratum, and the share that was drawn."""
    shown = 0
    for draw in reversed(draws):
        titles = dict(draw.demands.values_list("code", "title"))
        regions = names_of_regions(row["stratum"] for row in draw.figures["strata"])
        for row in draw.figures["strata"]:
            if shown == SHOWN_STRATA:
                return
            shown += 1
            yield {
                "draw": str(draw),
                "demand": titles.get(row["demand"], row["demand"]),
                "stratum": regions.get(row["stratum"], "全部"),
                "population": row["population"],
                "selected": row["selected"],
                "chance": row["probability"],
                "share": row["selected"] / row["population"],
            }
