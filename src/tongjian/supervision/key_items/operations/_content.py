"""Content on its way into a version, and what stands against handing it in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.org.models import AgencyKind, Region
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion, KeyPart, Responsibility
from tongjian.supervision.key_items.queries import (
    LEVELS,
    Department,
    KeyItemContent,
    areas,
    content_of,
    items_of,
    levels_from,
)
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.queries import in_force as scenario_in_force

POLICY = "晋政办发〔2023〕39号第2条"
_ROLES = (ParticipationRole.LEAD, ParticipationRole.COOPERATE)


def clean(content: KeyItemContent, region: Region) -> KeyItemContent:
    """In its one form: no blanks around, no repeats, items by code, departments from above with the lead first. Raises
    RuleViolated."""
    name = required_words(content.name, "key_item_name_missing", "请填写名称。", field="name", longest=100)
    if content.area not in areas():
        raise RuleViolated("area_unknown", "没有这个重点领域，请从规则库的重点领域中选择。", POLICY, field="area")
    if (
        content.scenario_version_id
        and not ScenarioVersion.objects.filter(
            scenario_in_force(), pk=content.scenario_version_id, scenario__region=region
        ).exists()
    ):
        raise RuleViolated("scenario_not_found", "本地方没有启用这件事。", field="scenario")
    items = list(Item.objects.filter(pk__in=set(content.item_ids)).order_by("code").values_list("pk", flat=True))
    if len(items) != len(set(content.item_ids)):
        raise RuleViolated("item_not_found", "所选事项中有不存在的。", field="items")
    return replace(
        content,
        name=name,
        reason=content.reason.strip(),
        item_ids=tuple(items),
        departments=_in_order(content.departments, region),
    )


def _in_order(departments: Sequence[Department], region: Region) -> tuple[Department, ...]:
    levels = levels_from(region.level)
    if any(one.level not in levels for one in departments):
        raise RuleViolated("level_above", "只能确定本级和下级的牵头、配合部门。", POLICY)
    if any(one.role not in _ROLES for one in departments):
        raise RuleViolated("role_unknown", "部门的角色只能是牵头或者配合。")
    named = Counter((one.level, one.kind) for one in departments)
    if any(times > 1 for times in named.values()):
        raise RuleViolated("department_twice", "同一级的同一个部门写了不止一次。")
    kinds = {kind for _, kind in named}
    if strange := sorted(kinds - set(AgencyKind.objects.filter(pk__in=kinds).values_list("pk", flat=True))):
        raise RuleViolated("department_not_found", f"没有代码为 {'、'.join(strange)} 的部门。")
    leads = Counter(one.level for one in departments if one.role == ParticipationRole.LEAD)
    if any(times > 1 for times in leads.values()):
        raise RuleViolated("lead_twice", "每一级的牵头部门只有一个。", POLICY)
    if not leads[region.level]:
        raise RuleViolated("lead_missing", "请写明本级的牵头部门。", POLICY, field=f"lead_{region.level}")
    return tuple(sorted(departments, key=lambda one: (LEVELS.index(one.level), one.role != ParticipationRole.LEAD)))


def own_lead(content: KeyItemContent, level: str) -> str:
    """The kind that leads at the place's own level; empty where none is named."""
    own = (one for one in content.departments if one.level == level and one.role == ParticipationRole.LEAD)
    return next((one.kind for one in own), "")


def write(version: KeyItemVersion, content: KeyItemContent) -> None:
    """Puts cleaned content on a draft; its parts are replaced, and what it was scored on is scored anew."""
    if version.scored_at is not None and _is_scored_on(content_of(version)) != _is_scored_on(content):
        version.scores.all().delete()
        version.scored_at = version.scored_by = None
        version.total = version.threshold = 0
    for name in ("name", "area", "reason", "scenario_version_id"):
        setattr(version, name, getattr(content, name))
    version.save()
    version.parts.all().delete()
    version.responsibilities.all().delete()
    KeyPart.objects.bulk_create(
        KeyPart(version=version, number=number, item_id=pk) for number, pk in enumerate(content.item_ids, 1)
    )
    Responsibility.objects.bulk_create(
        Responsibility(version=version, number=number, level=one.level, agency_kind_id=one.kind, role=one.role)
        for number, one in enumerate(content.departments, 1)
    )


def _is_scored_on(content: KeyItemContent) -> tuple[object, ...]:
    return content.item_ids, content.scenario_version_id, content.departments


def refuse_incomplete(version: KeyItemVersion) -> None:
    """What it is about, why, and who answers for it at every level, before anybody is asked to review it."""
    if not version.parts.all() and version.scenario_version_id is None:
        raise RuleViolated("items_missing", "请至少列入一个监管事项，或者选择一件事。", POLICY)
    if not version.reason:
        raise RuleViolated("reason_missing", "请写明列为重点的理由。", POLICY)
    rows = list(version.responsibilities.all())
    led = {row.level for row in rows if row.role == ParticipationRole.LEAD}
    if unled := [level.label for level in levels_from(version.key_item.region.level) if level not in led]:
        raise RuleViolated("lead_missing", f"请写明{'、'.join(unled)}级的牵头部门。", POLICY)
    if all(row.role == ParticipationRole.LEAD for row in rows):
        raise RuleViolated("cooperation_missing", "跨部门综合监管的重点事项应当有配合部门。", POLICY)
    if version.scored_at is None:
        raise RuleViolated("score_missing", "请先评分。")


def refuse_lapsed(version: KeyItemVersion, on: date) -> None:
    """V02: what is listed must be in force in the place, and so must the scenario."""
    region = version.key_item.region_id
    here = ItemVersion.objects.filter(catalog.in_force(on), catalog.applies_in(region, on))
    held = set(here.filter(item__in=items_of(version)).values_list("item", flat=True))
    if names := [item.title for item in items_of(version) if item.pk not in held]:
        raise rulebook.refusal("V02", detail=f"{'、'.join(names)}不在有效期内，或者本地没有领用公布。")
    chosen = version.scenario_version
    if chosen and not ScenarioVersion.objects.filter(scenario_in_force(on), scenario=chosen.scenario_id).exists():
        raise RuleViolated("scenario_lapsed", f"一件事“{chosen.name}”已经停用。", POLICY)


def recorded(version: KeyItemVersion) -> dict[str, object]:
    """The whitelisted fields of an entry. Needs a `ready` version."""
    chosen = version.scenario_version
    return {
        "code": version.key_item.code,
        "number": version.number,
        "name": version.name,
        "area": version.area,
        "reason": version.reason,
        "items": [item.code for item in items_of(version)],
        "scenario": f"{chosen.scenario.code}-v{chosen.number}" if chosen else "",
        "departments": [f"{one.level}:{one.agency_kind_id}:{one.role}" for one in version.responsibilities.all()],
    }


def next_version(key_item: KeyItem, newest: KeyItemVersion | None) -> KeyItemVersion:
    return KeyItemVersion(key_item=key_item, number=newest.number + 1 if newest else 1)
