"""The check points of all items of a scenario on one form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tongjian.foundation.rulebook.models import Citation
from tongjian.pure.wordings import Wording, alike
from tongjian.supervision.catalog.models import CheckPoint, ItemVersion
from tongjian.supervision.scenarios.models import JointPart, JointPoint, ScenarioVersion
from tongjian.supervision.scenarios.queries.scenarios import items_of


@dataclass(frozen=True, slots=True)
class Source:
    """A check point as its checklist has it, and the items it is looked at for."""

    point: CheckPoint
    items: tuple[ItemVersion, ...]

    @property
    def departments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.item.agency_kind.title for one in self.items))


@dataclass(frozen=True, slots=True)
class MergedPoint:
    """One line of the merged form: one answer for all its `sources`. `joint` when a person joined several."""

    number: int
    content: str
    sources: tuple[Source, ...]
    joint: JointPoint | None

    @property
    def departments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for source in self.sources for name in source.departments))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two lines that may ask the same thing, and why."""

    first: Source
    second: Source
    score: int
    reasons: tuple[str, ...]


def sources_of(version: ScenarioVersion) -> list[Source]:
    """Every check point of the pinned items once, in the order of the items. Needs a `ready` version; one query."""
    by_checklist: dict[UUID, list[ItemVersion]] = {}
    for item in items_of(version):
        if item.checklist_id is not None:
            by_checklist.setdefault(item.checklist_id, []).append(item)
    points: dict[UUID, list[CheckPoint]] = {pk: [] for pk in by_checklist}
    rows = CheckPoint.objects.filter(checklist__in=by_checklist).select_related("checklist").order_by("number")
    for point in rows:
        points[point.checklist_id].append(point)
    return [Source(point, tuple(by_checklist[pk])) for pk, listed in points.items() for point in listed]


def merged_checklist(version: ScenarioVersion) -> list[MergedPoint]:
    """A joint point stands where the first of its sources would. Three queries."""
    joints = _joints(version)
    sources = sources_of(version)
    together: dict[UUID, list[Source]] = {}
    for source in sources:
        if joint := joints.get(source.point.pk):
            together.setdefault(joint.pk, []).append(source)
    lines: list[tuple[str, tuple[Source, ...], JointPoint | None]] = []
    for source in sources:
        joint = joints.get(source.point.pk)
        if joint is None:
            lines.append((source.point.content, (source,), None))
        elif together[joint.pk][0] is source:
            lines.append((joint.content, tuple(together[joint.pk]), joint))
    return [MergedPoint(number, *line) for number, line in enumerate(lines, 1)]


def _joints(version: ScenarioVersion) -> Mapping[UUID, JointPoint]:
    parts = JointPart.objects.filter(version=version).select_related("joint")
    return {part.check_point_id: part.joint for part in parts}


def suggestions_of(version: ScenarioVersion, lines: Sequence[MergedPoint]) -> list[Suggestion]:
    """Lines of different departments that nobody joined yet and that may be one. One query for the clauses."""
    alone = {str(line.sources[0].point.pk): line.sources[0] for line in lines if line.joint is None}
    clauses: dict[str, set[str]] = {}
    cited = Citation.objects.filter(citer_kind=CheckPoint._meta.label_lower, citer_id__in=alone, clause__isnull=False)
    for point_id, code in cited.values_list("citer_id", "clause__code"):
        clauses.setdefault(str(point_id), set()).add(code)
    wordings = [
        Wording(key, "、".join(source.departments), source.point.content, frozenset(clauses.get(key, ())))
        for key, source in alone.items()
    ]
    return [Suggestion(alone[one.first], alone[one.second], one.score, one.reasons) for one in alike(wordings)]
