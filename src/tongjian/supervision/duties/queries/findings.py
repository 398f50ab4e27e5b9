"""Overlaps and gaps, found over whole sets: the number of queries does not depend on items or places."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongjian.foundation.casework.choices import ParticipationRole as Role
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook.models import Citation
from tongjian.pure.codes import significant
from tongjian.supervision.catalog.choices import AdoptionState, Choice
from tongjian.supervision.catalog.models import Adoption, CheckPoint, Item, ItemVersion
from tongjian.supervision.catalog.queries import in_force
from tongjian.supervision.duties.choices import Outcome, SettlementState, Stage
from tongjian.supervision.duties.models import Duty, Settlement
from tongjian.supervision.duties.policies import visible_duties
from tongjian.supervision.duties.queries.matrix import BUILT_STAGES, holds

FEW = 500
"""As many keys go into a query; more are sorted out here."""
ACTING = (Role.LEAD, Role.COOPERATE, Role.LOCAL)
TESTING = ("检测", "检验", "检疫", "鉴定", "抽样", "监督抽查")
"""Words of a way of checking that cannot do without technical support (晋政办发〔2023〕39号第5条)."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """The same kind of object, the same clause or content, several departments and not one that leads. `reasons` are
    words; `settlement` the code of what is under way about it."""

    region: str
    items: tuple[Item, ...]
    objects: tuple[str, ...]
    clauses: tuple[str, ...]
    reasons: tuple[str, ...]
    stages: tuple[Stage, ...]
    departments: tuple[str, ...]
    settlement: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Stages of an item without an owner. `departments` take part there already, without leading."""

    region: str
    item: Item
    stages: tuple[Stage, ...]
    reason: str
    departments: tuple[str, ...]
    settlement: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]


@dataclass(slots=True)
class _Shared:
    """Items that say the same about the same objects, and in which words."""

    items: frozenset[UUID]
    objects: dict[str, None]
    clauses: dict[str, None]
    reasons: dict[str, None]


def findings(
    actor: Actor, region: str = "", on: date | None = None, *, about: Collection[UUID] | None = None
) -> Findings:
    """Of one place and all below it, or of every place; with `about` only what concerns these items. Ten queries at
    most, however many items and places."""
    place = Q(region__code__startswith=significant(region)) if region else Q()
    duties = visible_duties(actor).filter(holds(on), place)
    own = duties if about is None else duties.filter(item__in=about)
    near = duties if about is None else duties.filter(item__in=_near(about, on))
    settled = _Settled(region)
    versions = _versions(near, on)
    overlaps = [*_between_items(near, _shared(versions)), *_without_lead(own, versions)]
    gaps = [*_missing(own, versions, on), *_declined(own, region, on, about)]
    known = [settled.of(one.region, one.items, one.stages) for one in overlaps]
    open_ones = [
        replace(one, settlement=code) for one, (code, is_apart) in zip(overlaps, known, strict=True) if not is_apart
    ]
    return Findings(
        tuple(sorted(open_ones, key=lambda one: (one.region, one.items[0].code))),
        tuple(
            replace(one, settlement=settled.of(one.region, (one.item,), one.stages)[0])
            for one in sorted(gaps, key=lambda one: (one.region, one.item.code))
        ),
    )


def _near(items: Collection[UUID], on: date | None) -> QuerySet[ItemVersion, UUID]:
    """These items and every one that may be about the same kind of objects. One query."""
    versions = ItemVersion.objects.filter(in_force(on))
    kinds: set[str] = set()
    codes: set[str] = set()
    for kind, industries in versions.filter(item__in=items).values_list("object_kind", "industries"):
        kinds.add(kind)
        codes.update(code.strip() for code in industries.split(";"))
    alike = Q(item__in=items) | Q(object_kind__in=kinds - {""})
    for code in sorted(codes - {""}):
        alike |= Q(industries__contains=code)
    return versions.filter(alike).values_list("item", flat=True)


class _Settled:
    """What is being settled or was found to be no overlap. Two queries."""

    def __init__(self, region: str) -> None:
        about = Q(state=SettlementState.OPINIONS) | Q(state=SettlementState.DECIDED, outcome=Outcome.APART)
        place = Q(region__code__startswith=significant(region)) if region else Q()
        rows = Settlement.objects.filter(about, place).prefetch_related("settlement_items")
        self._by_item: dict[tuple[str, UUID], list[tuple[Settlement, set[UUID]]]] = defaultdict(list)
        for row in rows:
            items = {one.item_id for one in row.settlement_items.all()}
            for item in items:
                self._by_item[row.region_id, item].append((row, items))

    def of(self, region: str, items: Sequence[Item], stages: Iterable[Stage]) -> tuple[str, bool]:
        """The code of what is under way about these, and whether they were found to answer each for its own."""
        keys, wanted = {item.pk for item in items}, set(stages)
        found = [
            row
            for row, known in self._by_item[region, items[0].pk]
            if keys <= known and wanted & {Stage(one) for one in row.stages}
        ]
        is_apart = any(row.outcome == Outcome.APART and wanted <= {Stage(one) for one in row.stages} for row in found)
        return next((row.code for row in found if row.state == SettlementState.OPINIONS), ""), is_apart


def _versions(duties: QuerySet[Duty], on: date | None) -> dict[UUID, ItemVersion]:
    """Item → its version in force. One query."""
    rows = ItemVersion.objects.filter(in_force(on), item__in=duties.values("item")).select_related("item__agency_kind")
    return {row.item_id: row for row in rows}


def _shared(versions: Mapping[UUID, ItemVersion]) -> list[_Shared]:
    """Sets of items of several departments about the same kind of object with a clause or a check point in common.
    Two queries."""
    by_pk = {version.pk: version for version in versions.values()}
    groups: dict[tuple[str, str, str], set[UUID]] = defaultdict(set)
    for key, version in _said(by_pk):
        for thing in _objects(version):
            groups[(*key, thing)].add(version.item_id)
    merged: dict[frozenset[UUID], _Shared] = {}
    for (kind, words, thing), items in groups.items():
        if len({versions[item].item.agency_kind_id for item in items}) < 2:
            continue
        one = merged.setdefault(frozenset(items), _Shared(frozenset(items), {}, {}, {}))
        one.objects[thing.partition(":")[2] if thing.startswith("kind:") else ""] = None
        if kind == "clause":
            one.clauses[words] = None
        one.reasons[f"同一条款：{words}" if kind == "clause" else f"同一内容：{words}"] = None
    return _largest(merged.values())


def _said(by_pk: Mapping[UUID, ItemVersion]) -> Iterator[tuple[tuple[str, str], ItemVersion]]:
    label = ItemVersion._meta.label_lower
    cited = Citation.objects.filter(citer_kind=label, clause__isnull=False).select_related("clause__statute")
    if len(by_pk) < FEW:
        cited = cited.filter(citer_id__in=list(by_pk))
    for row in cited.iterator(chunk_size=5000):
        if row.citer_id in by_pk:
            yield ("clause", row.clause.code if row.clause else ""), by_pk[row.citer_id]
    lists: dict[UUID, list[ItemVersion]] = defaultdict(list)
    for version in by_pk.values():
        if version.checklist_id:
            lists[version.checklist_id].append(version)
    points = CheckPoint.objects.filter(checklist__in=list(lists)) if len(lists) < FEW else CheckPoint.objects.all()
    for checklist, content in points.values_list("checklist", "content"):
        for version in lists.get(checklist, ()):
            yield ("content", content.strip(" 。；;.")), version


def _objects(version: ItemVersion) -> list[str]:
    """What the version is about, in words and by industries; nothing said is nothing shared."""
    kinds = [f"kind:{version.object_kind.strip()}"] if version.object_kind.strip() else []
    return kinds + [f"industry:{code.strip()}" for code in version.industries.split(";") if code.strip()]


def _largest(groups: Iterable[_Shared]) -> list[_Shared]:
    """A set within another one is the same matter."""
    kept: list[_Shared] = []
    by_item: dict[UUID, list[_Shared]] = defaultdict(list)
    for group in sorted(groups, key=lambda one: -len(one.items)):
        first = next(iter(group.items))
        whole = next((one for one in by_item[first] if group.items <= one.items), None)
        if whole is None:
            kept.append(group)
            for item in group.items:
                by_item[item].append(group)
        else:
            whole.objects |= group.objects
            whole.clauses |= group.clauses
            whole.reasons |= group.reasons
    return kept


def _between_items(duties: QuerySet[Duty], groups: Sequence[_Shared]) -> Iterator[Overlap]:
    """Items that share words and are led by several departments. One query."""
    of_item: dict[UUID, list[_Shared]] = defaultdict(list)
    for group in groups:
        for item in group.items:
            of_item[item].append(group)
    rows = duties.filter(role=Role.LEAD).select_related("item", "agency_kind").order_by("item__code")
    places: dict[tuple[str, int], dict[Stage, list[Duty]]] = defaultdict(lambda: defaultdict(list))
    for duty in rows.filter(item__in=list(of_item)) if len(of_item) < FEW else rows.iterator(chunk_size=5000):
        for group in of_item.get(duty.item_id, ()):
            places[duty.region_id, id(group)][Stage(duty.stage)].append(duty)
    by_id = {id(group): group for group in groups}
    for (region, key), stages in places.items():
        yield from _led_by_several(region, by_id[key], stages)


def _led_by_several(region: str, group: _Shared, stages: Mapping[Stage, list[Duty]]) -> Iterator[Overlap]:
    """Stages with the same items and the same departments are one overlap."""
    alike: dict[tuple[tuple[Item, ...], tuple[str, ...]], list[Stage]] = defaultdict(list)
    for stage in Stage:
        leads = stages.get(stage, [])
        departments = tuple(sorted({duty.agency_kind.title for duty in leads}))
        if len(departments) > 1:
            alike[tuple(dict.fromkeys(duty.item for duty in leads)), departments].append(stage)
    for (items, departments), found in alike.items():
        objects = tuple(one for one in group.objects if one) or ("同一行业的监管对象",)
        yield Overlap(region, items, objects, tuple(group.clauses), tuple(group.reasons), tuple(found), departments)


def _without_lead(duties: QuerySet[Duty], versions: Mapping[UUID, ItemVersion]) -> Iterator[Overlap]:
    """One item, several departments, none of them leads. Two queries."""
    acting = duties.filter(role__in=ACTING).exclude(stage=Stage.TECHNICAL).order_by()
    counted = acting.values("region", "item", "stage").annotate(
        leads=Count("pk", filter=Q(role=Role.LEAD)), kinds=Count("agency_kind", distinct=True)
    )
    found = {(row["region"], row["item"], row["stage"]) for row in counted.filter(leads=0, kinds__gt=1)}
    names: dict[tuple[str, UUID], dict[Stage, set[str]]] = defaultdict(lambda: defaultdict(set))
    items: dict[UUID, Item] = {}
    concerned = acting.filter(item__in={item for _, item, _ in found}).select_related("item", "agency_kind")
    for duty in concerned:
        if (duty.region_id, duty.item_id, duty.stage) in found:
            names[duty.region_id, duty.item_id][Stage(duty.stage)].add(duty.agency_kind.title)
            items[duty.item_id] = duty.item
    for (region, item), stages in names.items():
        version = versions.get(item)
        if version is None:
            continue
        objects = (version.object_kind,) if version.object_kind else ()
        departments = tuple(sorted({name for one in stages.values() for name in one}))
        ordered = tuple(stage for stage in Stage if stage in stages)
        yield Overlap(region, (items[item],), objects, (), ("多个部门参与，没有牵头部门",), ordered, departments)


def _missing(duties: QuerySet[Duty], versions: Mapping[UUID, ItemVersion], on: date | None) -> Iterator[Gap]:
    """Stages an item needs that nobody leads and where not several departments take part. One query."""
    leading = {f"led_{stage}": _led(stage) for stage in Stage}
    taking = {
        f"n_{stage}": Count("agency_kind", distinct=True, filter=Q(stage=stage, role__in=ACTING)) for stage in Stage
    }
    counted = duties.order_by().values("region", "item").annotate(**leading, **taking)
    lacking = _needing(on)
    for stage in BUILT_STAGES:
        lacking |= Q(**{f"led_{stage}": 0})
    rows: Iterable[dict[str, Any]] = counted.filter(lacking)  # type: ignore[assignment]
    for row in rows:
        version = versions.get(row["item"])
        if version is None:
            continue
        stages = tuple(
            stage for stage in Stage
            if stage in needs(version) and not row[f"led_{stage}"] and row[f"n_{stage}"] < 2
        )  # fmt: skip
        if stages:
            yield Gap(row["region"], version.item, stages, _reason(version, stages), (version.item.agency_kind.title,))


def _needing(on: date | None) -> Q:
    """Items that need access or support and have none."""
    versions = ItemVersion.objects.filter(in_force(on))
    tested = Q()
    for word in TESTING:
        tested |= Q(method__contains=word)
    permitted = Q(item__in=versions.exclude(permit_name="").values("item"))
    supported = Q(item__in=versions.filter(tested).values("item"))
    return (permitted & Q(led_access=0)) | (supported & Q(led_technical=0))


def _led(stage: Stage) -> Count:
    roles = (Role.LEAD, Role.TECHNICAL) if stage == Stage.TECHNICAL else (Role.LEAD,)
    return Count("pk", filter=Q(stage=stage, role__in=roles))


def needs(version: ItemVersion) -> frozenset[Stage]:
    """Access where there is a permit, technical support where the way of checking is a test; the others always."""
    needed = set(BUILT_STAGES)
    if version.permit_name:
        needed.add(Stage.ACCESS)
    if any(word in version.method for word in TESTING):
        needed.add(Stage.TECHNICAL)
    return frozenset(needed)


def _reason(version: ItemVersion, stages: Sequence[Stage]) -> str:
    said = {
        Stage.ACCESS: f"有对应许可“{version.permit_name}”，没有明确准入环节的部门",
        Stage.TECHNICAL: f"检查方式为“{version.method}”，没有明确技术支撑单位",
    }
    return "；".join([said[stage] for stage in stages if stage in said] or ["没有明确责任部门"])


def _declined(duties: QuerySet[Duty], region: str, on: date | None, about: Collection[UUID] | None) -> Iterator[Gap]:
    """Compiled above, in force, declined by the place's department and led by nobody there. Two queries."""
    standing = Adoption.objects.filter(state=AdoptionState.PUBLISHED)
    if region:
        standing = standing.filter(agency__region__code__startswith=significant(region))
    if about is not None:
        standing = standing.filter(item__in=about)
    versions = ItemVersion.objects.filter(in_force(on)).values("item")
    declined = standing.filter(choice=Choice.DECLINE, item__in=versions)
    held = set(duties.filter(role=Role.LEAD, item__in=declined.values("item")).values_list("region", "item"))
    for row in declined.select_related("item", "agency__kind"):
        if (row.agency.region_id, row.item_id) not in held:
            reason = f"上级编制的事项，{row.agency.name}不领用：{row.reason}"
            yield Gap(row.agency.region_id, row.item, BUILT_STAGES, reason, (row.agency.kind.title,))
