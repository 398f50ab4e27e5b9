"""What the page of one scenario shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.timelines import timeline_entries
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.models import Agency, AgencyKind
from tongjian.supervision.scenarios import policies, queries
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.queries.content import scope_words

TONES: Mapping[str, Tone] = {
    "draft": "draft", "review": "active", "published": "good", "superseded": "off", "stopped": "off",
}  # fmt: skip

_ACTS = ("submit", "return", "publish", "stop")


def detail_of(actor: Actor, version: ScenarioVersion, versions: Sequence[ScenarioVersion]) -> dict[str, Any]:
    scenario, items = version.scenario, queries.items_of(version)
    newer = queries.newer_of(items)
    lines = timeline(scenario._meta.label_lower, scenario.pk)
    return {
        "scenario": scenario,
        "version": version,
        "versions": versions,
        "facts": _facts(version),
        "scope": [Fact(label, words) for label, words in scope_words(version.scope).items() if words != "不限"],
        "counted": queries.count_objects(version.scope, scenario.region_id),
        "departments": _departments(version),
        "items": [(item, item.pk in newer, newer.get(item.pk)) for item in items],
        "is_outdated": bool(newer),
        "verdicts": {f"can_{act}": policies.can_act(actor, version, act) for act in _ACTS}
        | {"can_edit": policies.can_edit(actor, versions[0])},
        "is_newest": version.pk == versions[0].pk,
        "tones": TONES,
        "entries": timeline_entries(lines, actor),
    }


def _facts(version: ScenarioVersion) -> list[Fact]:
    return [
        Fact("编号", version.scenario.code, kind="code"),
        Fact("地方", version.scenario.region.name),
        Fact("触发类型", version.get_trigger_display()),
        Fact("牵头部门", version.lead.title),
        Fact("检查频次", version.frequency_text or "未写明"),
        Fact("版本", f"第 {version.number} 版"),
        Fact("生效日期", version.valid_from, kind="date"),
        Fact("失效日期（不含）", version.valid_until, kind="date"),
    ]


def _departments(version: ScenarioVersion) -> list[tuple[AgencyKind, str, str, str, str]]:
    """Kind, role, duty, and the agency of that kind in the scenario's own place with its address."""
    rows = [(version.lead, "牵头", version.lead_duty)]
    rows += [(one.agency_kind, one.get_role_display(), one.duty) for one in version.cooperations.all()]
    kinds = [kind.pk for kind, _, _ in rows]
    agencies = Agency.objects.filter(kind__in=kinds, region=version.scenario.region_id, valid_until=None)
    own = {agency.kind_id: agency for agency in agencies}
    return [
        (kind, role, duty, own[kind.pk].name, reverse("org:agency", args=[own[kind.pk].pk]))
        if kind.pk in own
        else (kind, role, duty, "", "")
        for kind, role, duty in rows
    ]
