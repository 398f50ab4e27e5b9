"""编制计划。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.supervision.plans.choices import PlanKind, PlanState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.policies import can_draft


@transaction.atomic
def draft_plan(*, actor: Actor, year: int, title: str = "", kind: PlanKind = PlanKind.ANNUAL, basis: str = "") -> Plan:
    """For the actor's own department. One annual plan a year; a campaign names the document it rests on. Its code is
    `<agency>-<year>-JH<two digits>`."""
    require(can_draft(actor))
    assert actor.agency_id is not None
    agency = Agency.objects.select_for_update().get(pk=actor.agency_id)
    this_year = timezone.localdate().year
    if not this_year - 1 <= year <= this_year + 1:
        raise RuleViolated("plan_year", f"计划年度应当是 {this_year - 1} 至 {this_year + 1} 年。", field="year")
    if kind == PlanKind.CAMPAIGN and not basis.strip():
        raise RuleViolated("campaign_basis_missing", "专项检查应当写明依据的文件。", field="basis")
    if kind == PlanKind.CAMPAIGN and not title.strip():
        raise RuleViolated("plan_title_missing", "请填写专项检查的名称。", field="title")
    same = Plan.objects.filter(agency=agency, year=year, kind=PlanKind.ANNUAL).exclude(state=PlanState.WITHDRAWN)
    if kind == PlanKind.ANNUAL and (known := same.first()) is not None:
        raise Conflict("plan_known", f"本部门已有 {year} 年度计划 {known.code}。")
    prefix = f"{agency.code}-{year}"
    plan = Plan.objects.create(
        code=f"{prefix}-JH{next_number(actor=actor, series=f'计划-{prefix}'):02d}",
        kind=kind,
        agency=agency,
        year=year,
        title=title.strip() or f"{agency.name} {year} 年度检查计划",
        basis=basis.strip(),
        created_by=actor.user_id,
        created_at=timezone.now(),
    )
    data = {"code": plan.code, "kind": kind, "agency": agency.code, "year": year, "title": plan.title}
    record(actor, "plan.drafted", plan, **data)
    return plan
