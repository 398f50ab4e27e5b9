"""What the page of an entity shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tongjian.doors.face.parts import Entry, Fact, Tone
from tongjian.doors.face.timelines import people_behind, person_of
from tongjian.doors.web.registry.table import TONES
from tongjian.foundation.exchange.models import StagedRow
from tongjian.foundation.exchange.policies import visible_batches
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import Verdict
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import names_of_agencies, names_of_users
from tongjian.supervision.inspections.policies import can_order
from tongjian.supervision.inspections.queries import visits_of_entity
from tongjian.supervision.registry import policies, queries
from tongjian.supervision.registry.choices import PermitState, RelationKind
from tongjian.supervision.registry.models import Entity, Interest, PastFact, Permit, Premises, Provenance, Relation

SHOWN_VISITS = 10
LABELS: Mapping[str, str] = {
    "name": "名称",
    "uscc": "统一社会信用代码",
    "kind": "类别",
    "status": "状态",
    "region": "所在区划",
    "address": "住所",
    "industry": "行业",
    "organisation_type": "主体类型",
    "registered_capital": "注册资本",
    "established_on": "成立日期",
    "business_scope": "经营范围",
    "representative": "法定代表人（负责人）",
}
KEPT_HIDDEN = "已登记（只用来看名下还有哪些对象）"
"""What is shown of a pseudonym."""
PARTS: Mapping[str, str] = {"premises": "场所", "permits": "许可", "relations": "关联"}
"""What is kept beside the facts, and has a source too."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where the present value of some facts came from."""

    facts: str
    origin: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class InterestLine:
    interest: Interest
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PremisesLine:
    place: Premises
    is_open: bool


@dataclass(frozen=True, slots=True)
class PermitLine:
    permit: Permit
    state: PermitState


@dataclass(frozen=True, slots=True)
class RelationLine:
    """`label` says what the other one is, seen from the entity of the page."""

    relation: Relation
    label: str
    other: Entity


PERMIT_TONES: Mapping[str, Tone] = {"ahead": "draft", "valid": "good", "expired": "late", "ended": "off"}


def detail_of(actor: Actor, entity: Entity) -> dict[str, Any]:
    sources = queries.sources_of(entity)
    people = names_of_users(str(source.user_id or "") for source in sources.values())
    interests = entity.open_interests  # type: ignore[attr-defined]  # prefetched by get_entity_with_facts
    today = timezone.localdate()
    may_see_visits = actor.has("inspections.view")
    return {
        "entity": entity,
        "tones": TONES,
        "facts": [_fact(entity, field, sources, people) for field in LABELS if _value(entity, field)],
        "premises": [PremisesLine(one, one.is_open_on(today)) for one in entity.premises.all()],
        "grades": queries.grades_of(actor, entity.pk),
        "permits": [PermitLine(one, one.state_on(today)) for one in queries.permits_of(entity)],
        "permit_tones": PERMIT_TONES,
        "relations": relation_lines(actor, entity),
        "tags": list(queries.taggings_of(actor, entity)),
        "can_tag": policies.can_tag(actor),
        "own_agency": actor.agency_id,
        "others_of_representative": queries.count_of_representative(actor, entity),
        "sources": source_lines(actor, sources, people),
        "interests": [InterestLine(row, policies.can_declare_interest(actor, row.officer)) for row in interests],
        "may_declare": bool(actor.officer_id) or actor.has("registry.edit"),
        "can_correct": policies.can_correct(actor),
        "can_merge": policies.can_merge(actor),
        "merges": list(queries.merges_of(entity)),
        "may_see_visits": may_see_visits,
        "may_order": can_order(actor),
        "visits": visits_of_entity(actor, entity.pk)[:SHOWN_VISITS] if may_see_visits else [],
        "entries": entries_of(entity),
    }


_SEEN_FROM: Mapping[tuple[str, bool], str] = {
    (RelationKind.BRANCH_OF, True): "隶属于",
    (RelationKind.BRANCH_OF, False): "分支机构",
    (RelationKind.SUPPLIER_OF, True): "供货给",
    (RelationKind.SUPPLIER_OF, False): "供货方",
    (RelationKind.OBJECT_OF, True): "责任主体",
    (RelationKind.OBJECT_OF, False): "管理的物",
}


def relation_lines(actor: Actor, entity: Entity) -> list[RelationLine]:
    own = set(queries.family_of(entity.pk))
    return [
        RelationLine(
            relation=one,
            label=_SEEN_FROM[one.kind, one.entity_id in own],
            other=one.other if one.entity_id in own else one.entity,
        )
        for one in queries.relations_of(actor, entity)
    ]


def _value(entity: Entity, field: str) -> object:
    if field == "region":
        return place_of(entity)
    if field == "representative":
        return KEPT_HIDDEN if entity.representative else ""
    display = getattr(entity, f"get_{field}_display", None)
    return display() if display else getattr(entity, field)


def place_of(entity: Entity) -> str:
    region = entity.region
    if region is None:
        return ""
    return f"{region.parent.name}{region.name}" if region.parent and region.parent.parent_id else region.name


def _fact(entity: Entity, field: str, sources: Mapping[str, Provenance], people: Mapping[str, str]) -> Fact:
    kinds: Mapping[str, Any] = {"uscc": "code", "established_on": "date"}
    source = origin_of(sources[field], people) if field in sources else ""
    return Fact(LABELS[field], _value(entity, field), kind=kinds.get(field, "text"), source=source)


def origin_of(source: Provenance | PastFact, people: Mapping[str, str]) -> str:
    at = timezone.localtime(source.since if isinstance(source, PastFact) else source.at)
    if source.batch is None:
        return f"{people.get(str(source.user_id), '工作人员')} 填写，{at:%Y-%m-%d}" if source.user_id else "来源未记录"
    agency = source.batch.agency.name if source.batch.agency else "主机导入"
    return f"{agency}，{at:%Y-%m-%d} 批次第 {source.row} 行"


def source_lines(actor: Actor, sources: Mapping[str, Provenance], people: Mapping[str, str]) -> list[SourceLine]:
    """One line per source, the newest first; the batch is linked for those who may see it."""
    by_source: dict[int, tuple[Provenance, list[str]]] = {}
    for field, source in sources.items():
        by_source.setdefault(source.pk, (source, []))[1].append(LABELS.get(field) or PARTS.get(field, field))
    batches = {source.batch_id for source, _ in by_source.values() if source.batch_id}
    seen = set(visible_batches(actor).filter(pk__in=batches).values_list("pk", flat=True)) if batches else set()
    ordered = sorted(by_source.values(), key=lambda pair: pair[0].at, reverse=True)
    return [
        SourceLine(
            facts="、".join(fields),
            origin=origin_of(source, people),
            at=source.at,
            url=reverse("imports:detail", args=[source.batch_id]) if source.batch_id in seen else "",
        )
        for source, fields in ordered
    ]


def entries_of(entity: Entity) -> list[Entry]:
    """What the ledger says about the entity, and the batches that made or changed it (their entry is the batch's)."""
    lines = timeline(entity._meta.label_lower, entity.pk)
    imports = list(queries.imports_of(entity))
    users = people_behind(lines) + [str(row.batch.created_by or "") for row in imports]
    people = names_of_users(users)
    agencies = names_of_agencies(line.agency_id for line in lines)
    own = [
        Entry(line.at, _who(agencies.get(line.agency_id, ""), person_of(line, people)),
              line.label, note=f"存证第 {line.index} 条" if line.index is not None else "")
        for line in lines
    ]  # fmt: skip
    return sorted([*own, *(_import_entry(row, people) for row in imports)], key=lambda entry: entry.at, reverse=True)


def _import_entry(row: StagedRow, people: Mapping[str, str]) -> Entry:
    batch = row.batch
    changed = [LABELS[field] for field in LABELS if field in (row.after or {})]
    label = "导入新增" if row.before is None else f"导入更新：{'、'.join(changed)}"
    who = _who(batch.agency.name if batch.agency else "", people.get(str(batch.created_by), "主机操作员"))
    return Entry(batch.applied_at or batch.created_at, who, label, note=f"{batch.file_name} 第 {row.row} 行")


def _who(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
