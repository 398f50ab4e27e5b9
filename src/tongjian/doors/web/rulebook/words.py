"""Rules as people read them."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from django.apps import apps

from tongjian.doors.face.parts import Tone
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import queries as org
from tongjian.foundation.rulebook.choices import Confidence, ParameterKind, Unit
from tongjian.foundation.rulebook.models import Check, Parameter, RuleChange, Sourced
from tongjian.foundation.rulebook.policies import PROVINCE
from tongjian.pure.codes import is_within

CONTEXTS: Mapping[str, str] = {
    "kernel": "系统",
    "ledger": "存证",
    "rulebook": "规则库",
    "org": "机构人员",
    "exchange": "数据共享",
    "casework": "办理流程",
    "registry": "监管对象",
    "catalog": "监管事项",
    "inspections": "联合检查",
    "planning": "计划与抽取",
    "coordination": "协同会商",
    "enforcement": "行政执法",
    "clues": "问题线索",
    "alerts": "监测预警",
    "approvals": "审管联动",
    "credit": "信用监管",
}
CONFIDENCE_TONES: Mapping[str, Tone] = {
    Confidence.FOUND: "good",
    Confidence.KNOWN: "neutral",
    Confidence.UNSURE: "soon",
    Confidence.DESIGN: "draft",
}


@cache
def live_contexts() -> frozenset[str]:
    """Contexts of this release: a rule of another one is kept ready and nothing asks for it yet."""
    return frozenset(config.label for config in apps.get_app_configs())


def is_live(row: Sourced) -> bool:
    return not row.context or row.context in live_contexts()


def context_of(row: Sourced) -> str:
    return CONTEXTS.get(row.context, row.context) or "通用"


def use_of(row: Sourced) -> str:
    return "使用中" if is_live(row) else "未启用"


def tone_of_use(row: Sourced) -> Tone:
    return "active" if is_live(row) else "off"


def until_of(row: Sourced) -> str:
    return f"至 {row.valid_until}（不含）" if row.valid_until else ""


def value_in_words(kind: str, value: str, unit: str = "") -> str:
    """20 个工作日; 3%; 是. Never rounds."""
    if value == "":
        return "未设定"
    if kind == ParameterKind.BOOLEAN:
        return "是" if value == "true" else "否"
    if kind == ParameterKind.RATIO:
        return f"{(Decimal(value) * 100).normalize():f}%"
    return f"{value} {Unit(unit).label}" if unit else value


def value_of(row: Parameter) -> str:
    return value_in_words(row.kind, row.value, row.unit)


def extension_of(row: Parameter) -> str:
    if not row.extension_value:
        return ""
    return f"可延长 {value_in_words(ParameterKind.DURATION, row.extension_value, row.extension_unit)}"


def leeway_of(row: Parameter | RuleChange, kind: str) -> str:
    """不得另行规定; 下级区划可以另行规定（1 个工作日 至 5 个工作日）."""
    least, most = (value_in_words(kind, text, row.unit) if text else "" for text in (row.least, row.most))
    bounds = f"{least or '不限'} 至 {most or '不限'}" if least or most else ""
    return f"{row.get_leeway_display()}（{bounds}）" if bounds else row.get_leeway_display()


def validity_of(row: Sourced) -> str:
    """2025-01-01 起; 2019-05-07 至 2026-12-31: people read the last day, not the first day after."""
    until = f"至 {row.valid_until}（不含）" if row.valid_until else ""
    if row.valid_from:
        return f"{row.valid_from} {until or '起'}"
    return until or "长期"


class Places:
    """Names of the regions and agencies that scopes speak of; one query each."""

    def __init__(self) -> None:
        self._regions = dict(org.regions_to_choose().values_list("code", "name"))

    def scope_of(self, row: Parameter | RuleChange) -> str:
        parts = [
            self._regions.get(row.scope_region, row.scope_region),
            row.scope_agency and f"机关 {row.scope_agency}",
            row.scope_industry and f"行业 {row.scope_industry}",
        ]
        return " · ".join(part for part in parts if part) or "全省"

    def choices_for(self, actor: Actor) -> list[tuple[str, str]]:
        """Scopes the actor may make rules for: the whole province only for somebody of the province."""
        own = [(code, name) for code, name in self._regions.items() if is_within(code, actor.region_code)]
        return [("", "全省") if code == PROVINCE else (code, name) for code, name in own]


def severity_tone(row: Check) -> Tone:
    return "late" if row.severity == "reject" else "soon"
