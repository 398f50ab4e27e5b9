"""编制检查频次上限。"""

import re
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.catalog.operations._caps import ask_reviewers, recorded, refuse_conflict
from tongjian.supervision.catalog.policies import can_set_cap
from tongjian.supervision.registry.choices import EntityKind

_INDUSTRY = re.compile(r"[A-T](\d{2,4})?")
_MOST_YEARS, _MOST_TIMES = 10, 366


@dataclass(frozen=True, slots=True, kw_only=True)
class CapContent:
    """At most `times` visits in `years` years; empty scopes mean all. `grade` is a code of credit_risk."""

    times: int
    years: int = 1
    level: str = ""
    entity_kind: str = ""
    industry: str = ""
    grade: str = ""
    citation: str
    note: str = ""


@transaction.atomic
def set_cap(*, actor: Actor, content: CapContent) -> FrequencyCap:
    """Waits for a second person of the department; refused at once where it is above what a higher level allows."""
    require(can_set_cap(actor))
    assert actor.agency_id is not None  # `can_set_cap` asked
    agency = Agency.objects.select_related("kind").get(pk=actor.agency_id)
    cap = FrequencyCap(agency=agency, set_by=actor.user_id, set_at=timezone.now(), **asdict(content))
    cap.industry, cap.citation, cap.note = cap.industry.strip().upper(), cap.citation.strip(), cap.note.strip()
    _check(cap)
    refuse_conflict(cap, timezone.localdate())
    cap.save(force_insert=True)
    record(actor, "cap.set", cap, **recorded(cap), citation=cap.citation)
    ask_reviewers(actor, cap)
    return cap


def _check(cap: FrequencyCap) -> None:
    grades = {term.code for term in rulebook.terms("credit_risk")}
    wrong = {
        "times": not 1 <= cap.times <= _MOST_TIMES,
        "years": not 1 <= cap.years <= _MOST_YEARS,
        "level": cap.level not in ("", *RegionLevel.values[:3]),
        "entity_kind": cap.entity_kind not in ("", *EntityKind.values),
        "industry": bool(cap.industry) and _INDUSTRY.fullmatch(cap.industry) is None,
        "grade": cap.grade not in ("", *grades),
        "citation": not 1 <= len(cap.citation) <= 300,  # noqa: PLR2004
        "note": len(cap.note) > 300,  # noqa: PLR2004
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise RuleViolated(f"cap_{field}", _SENTENCES[field], field=field)


_SENTENCES = {
    "times": f"次数应为 1 至 {_MOST_TIMES}。",
    "years": f"年数应为 1 至 {_MOST_YEARS}。",
    "level": "没有这个层级。",
    "entity_kind": "没有这个对象类别。",
    "industry": "行业应为国民经济行业代码，例如 F 或者 F5265。",
    "grade": "没有这个信用风险等级。",
    "citation": "请写明依据，不超过 300 字。",
    "note": "说明不超过 300 字。",
}
