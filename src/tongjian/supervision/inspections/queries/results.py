"""Results as they stand: the newest row of an item or check point counts."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import rfc8785

from tongjian.supervision.catalog.models import CheckPoint
from tongjian.supervision.inspections.choices import Outcome
from tongjian.supervision.inspections.models import Answer, ItemResult, VisitItem, VisitTeam


@dataclass(frozen=True, slots=True)
class PointState:
    """A check point and its present answer."""

    point: CheckPoint
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class ItemState:
    """One item of a visit with its present result and the answers to its check points."""

    item: VisitItem
    result: ItemResult | None
    points: tuple[PointState, ...]

    @property
    def answered(self) -> int:
        return sum(point.answer is not None for point in self.points)

    @property
    def failed_points(self) -> list[PointState]:
        return [point for point in self.points if point.answer and point.answer.outcome == Outcome.FAIL]


def item_states(team_ids: Iterable[UUID]) -> dict[UUID, list[ItemState]]:
    """team → its items in the order of their codes. A constant number of statements for any number of teams."""
    items = (
        VisitItem.objects.filter(team__in=list(team_ids))
        .select_related("item_version__item", "item_version__checklist")
        .prefetch_related("results", "answers", "item_version__checklist__check_points")
        .order_by("item_version__item__code", "pk")
    )
    found: dict[UUID, list[ItemState]] = {}
    for item in items:
        found.setdefault(item.team_id, []).append(_state_of(item))
    return found


def _state_of(item: VisitItem) -> ItemState:
    newest = {answer.check_point_id: answer for answer in item.answers.all()}
    checklist = item.item_version.checklist
    points = sorted(checklist.check_points.all(), key=lambda point: point.number) if checklist else []
    results = list(item.results.all())
    return ItemState(
        item, results[-1] if results else None, tuple(PointState(point, newest.get(point.pk)) for point in points)
    )


def results_digest(team: VisitTeam) -> str:
    """What the ledger pins when results are submitted, reviewed and published: items, versions and outcomes."""
    lines: list[Any] = [
        [state.item.item_version.item.code, state.item.item_version.number, _outcome(state)]
        for state in item_states([team.pk]).get(team.pk, [])
    ]
    return hashlib.sha256(rfc8785.dumps(lines)).hexdigest()


def failed_item_codes(team: VisitTeam) -> list[str]:
    states = item_states([team.pk]).get(team.pk, [])
    return [state.item.item_version.item.code for state in states if _outcome(state) == Outcome.FAIL]


def _outcome(state: ItemState) -> str:
    return str(state.result.outcome) if state.result else ""
