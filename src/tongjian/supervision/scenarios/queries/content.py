"""What a version says, as a value: to be drafted from, compared and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.org.queries import names_of_regions
from tongjian.supervision.registry.choices import EntityKind
from tongjian.supervision.scenarios.choices import Trigger
from tongjian.supervision.scenarios.models import ScenarioVersion

SCOPE_LABELS = {
    "regions": "区划",
    "kinds": "监管对象类别",
    "industries": "行业代码开头",
    "words": "名称或经营范围含有",
    "permits": "持有许可",
    "tags": "共享标签",
}


@dataclass(frozen=True, slots=True)
class Department:
    """A cooperating department by its kind."""

    kind: str
    duty: str
    role: str = ParticipationRole.COOPERATE


@dataclass(frozen=True, slots=True)
class StepText:
    name: str
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioContent:
    """`lead` and the departments are codes of kinds; `scope` has lists named by `SCOPE_KEYS`."""

    name: str
    trigger: str = Trigger.SAME_KIND
    lead: str
    lead_duty: str = ""
    cooperating: tuple[Department, ...] = ()
    item_version_ids: tuple[UUID, ...] = ()
    scope: Mapping[str, Sequence[str]] = field(default_factory=dict)
    steps: tuple[StepText, ...] = ()
    papers: tuple[str, ...] = ()
    frequency_text: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


def content_of(version: ScenarioVersion) -> ScenarioContent:
    return ScenarioContent(
        name=version.name,
        trigger=version.trigger,
        lead=version.lead_id,
        lead_duty=version.lead_duty,
        cooperating=tuple(Department(one.agency_kind_id, one.duty, one.role) for one in version.cooperations.all()),
        item_version_ids=tuple(row.item_version_id for row in version.scenario_items.all()),
        scope=version.scope,
        steps=tuple(StepText(step.name, step.content) for step in version.steps.all()),
        papers=tuple(paper.name for paper in version.papers.all()),
        frequency_text=version.frequency_text,
    )


def plain(version: ScenarioVersion) -> dict[str, str]:
    """Label → words, in the order people read. Needs a `ready` version."""
    rows = [row.item_version for row in version.scenario_items.all()]
    return {
        "名称": version.name,
        "触发类型": version.get_trigger_display(),
        **scope_words(version.scope),
        "牵头部门": version.lead.title,
        "牵头职责": version.lead_duty,
        "配合部门": "\n".join(
            f"{one.agency_kind.title}（{one.get_role_display()}）：{one.duty}" for one in version.cooperations.all()
        ),
        "事项": "\n".join(f"{one.item.code} {one.item.title} 第 {one.number} 版" for one in rows),
        "流程": "\n".join(f"{step.number}. {step.name}：{step.content}" for step in version.steps.all()),
        "文书": "\n".join(paper.name for paper in version.papers.all()),
        "检查频次": version.frequency_text,
    }


def scope_words(scope: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Label → words of each list of a scope."""
    names: Mapping[str, str] = {**names_of_regions(scope.get("regions", ())), **dict(EntityKind.choices)}
    return {
        label: "、".join(names.get(word, word) for word in scope.get(key, ())) or "不限"
        for key, label in SCOPE_LABELS.items()
    }


def differences(before: ScenarioVersion, after: ScenarioVersion) -> list[Difference]:
    old, new = plain(before), plain(after)
    return [Difference(label, old[label], new[label]) for label in new if old[label] != new[label]]
