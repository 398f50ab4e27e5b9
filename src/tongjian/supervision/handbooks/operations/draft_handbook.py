"""编制合规手册。"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.queries import own_kind
from tongjian.supervision.handbooks.models import Edition, Handbook
from tongjian.supervision.handbooks.operations._content import clean_industries, counted, recorded, sign
from tongjian.supervision.handbooks.operations._generation import fill
from tongjian.supervision.handbooks.policies import can_compile, can_lead
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.policies import visible_versions
from tongjian.supervision.scenarios.queries import in_force


@transaction.atomic
def draft_handbook(
    *,
    actor: Actor,
    title: str,
    scenario_code: str = "",
    industries: Sequence[str] = (),
    foreword: str = "",
) -> Edition:
    """A new one in the actor's region, of a scenario in force or of industries (one of the two), with its first draft
    generated from today's items. Its code is `HGSC-<region>-<three digits>`."""
    require(can_compile(actor))
    scenario = _scenario(actor, scenario_code) if scenario_code else None
    lead = scenario.lead if scenario else own_kind(actor)
    if lead is None:
        raise NotFound("department_not_found", "没有查到您所在的部门。")
    require(can_lead(actor, scenario.scenario.region_id if scenario else actor.region_code, lead.pk))
    cleaned = [] if scenario else clean_industries(industries)
    if not title.strip():
        raise RuleViolated("title_missing", "请填写名称。", field="title")
    if scenario is None and not cleaned:
        raise RuleViolated("scope_missing", "请选择一件事，或者填写行业代码。", field="industries")
    if scenario and Handbook.objects.filter(scenario=scenario.scenario_id).exists():
        raise Conflict("handbook_exists", "这件事已有合规手册，请在那本手册上编制新版本。")
    number = next_number(actor=actor, series=f"合规手册-{actor.region_code}")
    handbook = Handbook.objects.create(
        code=f"HGSC-{actor.region_code}-{number:03d}", region_id=actor.region_code, lead=lead,
        scenario=scenario.scenario if scenario else None, created_at=timezone.now(),
    )  # fmt: skip
    edition = Edition(
        handbook=handbook, number=1, title=title.strip(), foreword=foreword.strip(), created_by=actor.user_id
    )
    sign(edition, actor)
    lines = fill(edition, cleaned)
    record(
        actor, "handbook.drafted", handbook, **recorded(edition), scenario=scenario_code, industries=cleaned,
        **counted(lines),
    )  # fmt: skip
    return edition


def _scenario(actor: Actor, code: str) -> ScenarioVersion:
    versions = visible_versions(actor).filter(in_force(), scenario__code=code)
    version = versions.select_related("scenario", "lead").first()
    if version is None:
        raise NotFound("scenario_not_found", "没有这件事，或者它还没有启用。")
    return version
