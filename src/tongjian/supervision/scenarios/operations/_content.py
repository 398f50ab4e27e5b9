"""Content on its way into a version, and what stands against handing it in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import AgencyKind
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import significant
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.registry.choices import EntityKind
from tongjian.supervision.scenarios.choices import Trigger
from tongjian.supervision.scenarios.models import (
    Cooperation,
    Paper,
    Scenario,
    ScenarioItem,
    ScenarioVersion,
    Step,
)
from tongjian.supervision.scenarios.queries import SCOPE_KEYS, Department, ScenarioContent, StepText, items_of

POLICY = "晋政办发〔2023〕39号第6项"


def clean(content: ScenarioContent, region: str) -> ScenarioContent:
    """In its one form: no blanks around, no repeats, items by code. Raises RuleViolated."""
    if not content.name.strip():
        raise RuleViolated("scenario_name_missing", "请填写名称。", field="name")
    if content.trigger not in Trigger.values:
        raise RuleViolated("trigger_unknown", "没有这种触发类型。", field="trigger")
    departments = tuple(replace(one, duty=one.duty.strip()) for one in content.cooperating)
    _check_departments(content.lead, departments)
    papers = dict.fromkeys(name.strip() for name in content.papers if name.strip())
    versions = _item_versions(content)
    return replace(
        content,
        name=content.name.strip(),
        lead_duty=content.lead_duty.strip(),
        frequency_text=content.frequency_text.strip(),
        cooperating=departments,
        item_version_ids=tuple(version.pk for version in versions),
        scope=clean_scope(content.scope, region),
        steps=tuple(StepText(s.name.strip(), s.content.strip()) for s in content.steps if s.name.strip()),
        papers=tuple(papers),
    )


def clean_scope(scope: Mapping[str, Sequence[str]], region: str) -> dict[str, list[str]]:
    """Sorted lists without repeats; regions inside the scenario's own, known kinds only. Raises RuleViolated."""
    if unknown := set(scope) - set(SCOPE_KEYS):
        raise RuleViolated("scope_unknown", f"对象范围不能按“{'、'.join(sorted(unknown))}”筛选。")
    cleaned = {key: sorted({word.strip() for word in scope.get(key, ()) if word.strip()}) for key in SCOPE_KEYS}
    if outside := [code for code in cleaned["regions"] if not code.startswith(significant(region))]:
        raise RuleViolated("scope_outside", f"区划 {'、'.join(outside)} 不在本地方内。", field="regions")
    if strange := [kind for kind in cleaned["kinds"] if kind not in EntityKind.values]:
        raise RuleViolated("scope_unknown", f"没有“{'、'.join(strange)}”这类监管对象。", field="kinds")
    return cleaned


def _check_departments(lead: str, others: Sequence[Department]) -> None:
    named = Counter([lead, *(one.kind for one in others)])
    if twice := [kind for kind, times in named.items() if times > 1]:
        raise RuleViolated("department_twice", f"部门 {'、'.join(twice)} 写了不止一次。", field="cooperating")
    roles = set(ParticipationRole.values) - {ParticipationRole.LEAD}
    if any(one.role not in roles for one in others):
        raise RuleViolated("role_unknown", "配合部门的角色只能是配合、属地、技术支撑或者知会。", field="cooperating")
    known = set(AgencyKind.objects.filter(pk__in=named).values_list("pk", flat=True))
    if strange := sorted(set(named) - known):
        raise RuleViolated("department_not_found", f"没有代码为 {'、'.join(strange)} 的部门。", field="cooperating")


def _item_versions(content: ScenarioContent) -> list[ItemVersion]:
    wanted = set(content.item_version_ids)
    versions = list(ItemVersion.objects.filter(pk__in=wanted).select_related("item").order_by("item__code"))
    if len(versions) != len(wanted):
        raise RuleViolated("item_not_found", "所选事项中有不存在的版本。", field="items")
    if len({version.item_id for version in versions}) != len(versions):
        raise RuleViolated("item_twice", "同一事项只能列入一个版本。", field="items")
    return versions


def write(version: ScenarioVersion, content: ScenarioContent) -> None:
    """Puts cleaned content on a draft; its parts are replaced."""
    for name in ("name", "trigger", "lead_duty", "frequency_text"):
        setattr(version, name, getattr(content, name))
    version.scope, version.lead_id = dict(content.scope), content.lead
    version.save()
    for parts in (version.cooperations, version.scenario_items, version.steps, version.papers):
        parts.all().delete()
    Cooperation.objects.bulk_create(
        Cooperation(version=version, number=number, agency_kind_id=one.kind, role=one.role, duty=one.duty)
        for number, one in enumerate(content.cooperating, 1)
    )
    ScenarioItem.objects.bulk_create(
        ScenarioItem(version=version, number=number, item_version_id=pk)
        for number, pk in enumerate(content.item_version_ids, 1)
    )
    Step.objects.bulk_create(
        Step(version=version, number=number, name=step.name, content=step.content)
        for number, step in enumerate(content.steps, 1)
    )
    Paper.objects.bulk_create(
        Paper(version=version, number=number, name=name) for number, name in enumerate(content.papers, 1)
    )


def refuse_incomplete(version: ScenarioVersion) -> None:
    """Who answers for what, about whom and how must be said before anybody is asked to review it."""
    others, items = list(version.cooperations.all()), items_of(version)
    if not any(version.scope.values()):
        raise RuleViolated("scope_missing", "请写明对象范围：不能对全部监管对象启用一件事。", POLICY)
    if not version.steps.all():
        raise RuleViolated("steps_missing", "请写明办理流程。", POLICY)
    if not version.lead_duty or any(not one.duty for one in others):
        raise RuleViolated("duty_missing", "请写明牵头部门和每个配合部门的职责。", POLICY)
    if not items:
        raise RuleViolated("items_missing", "请至少列入一个监管事项。", POLICY)
    _refuse_foreign(items, {version.lead_id, *(one.agency_kind_id for one in others)})
    if version.trigger == Trigger.SAME_KIND and not others:
        raise RuleViolated("trigger_unmet", "多个部门监管的一件事应当有配合部门。", POLICY)
    if version.trigger == Trigger.SAME_DEPARTMENT:
        _refuse_narrow(version, items)


def _refuse_foreign(items: Iterable[ItemVersion], kinds: set[str]) -> None:
    if foreign := [one.item.title for one in items if one.item.agency_kind_id not in kinds]:
        raise RuleViolated(
            "item_without_department", f"{'、'.join(foreign)}的主管部门不在牵头、配合部门之中。", POLICY
        )


def _refuse_narrow(version: ScenarioVersion, items: Sequence[ItemVersion]) -> None:
    if len(items) < 2 or any(one.item.agency_kind_id != version.lead_id for one in items):
        raise RuleViolated("trigger_unmet", "同一部门跨领域的一件事应当列入牵头部门自己的两个以上事项。", POLICY)


def refuse_lapsed(version: ScenarioVersion, on: date) -> None:
    """V02: what is pinned must be in force where the scenario is."""
    items = items_of(version)
    lapsed = catalog.unpublished([one.pk for one in items], on, region=version.scenario.region_id)
    if names := [f"{one.item.title}第 {one.number} 版" for one in items if one.pk in lapsed]:
        raise rulebook.refusal("V02", detail=f"{'、'.join(names)}不在有效期内，或者本地没有领用公布。")


def recorded(version: ScenarioVersion) -> dict[str, object]:
    """The whitelisted fields of an entry. Needs a `ready` version."""
    return {
        "code": version.scenario.code,
        "number": version.number,
        "name": version.name,
        "trigger": version.trigger,
        "scope": version.scope,
        "lead": version.lead_id,
        "cooperating": [f"{one.agency_kind_id}:{one.role}" for one in version.cooperations.all()],
        "items": [f"{one.item.code}-v{one.number}" for one in items_of(version)],
        "steps": [step.name for step in version.steps.all()],
        "papers": [paper.name for paper in version.papers.all()],
    }


def next_version(scenario: Scenario, newest: ScenarioVersion | None) -> ScenarioVersion:
    return ScenarioVersion(scenario=scenario, number=newest.number + 1 if newest else 1)
