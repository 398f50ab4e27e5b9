"""提醒制定年度计划。"""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongjian.foundation.casework.operations import open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.plans.queries import without_annual_plan


@transaction.atomic
def ask_for_plans(*, actor: Actor) -> int:
    """Y03: departments that handed in no plan for this year get a to-do that names the day. Returns how many."""
    if not actor.has("plans.ask"):
        raise NotAllowed("not_allowed", "没有提醒制定年度计划的权限。")
    today = timezone.localdate()
    agencies = list(without_annual_plan(today.year))
    for agency in agencies:
        limit = rulebook.value_of("Y03", on=today, region=agency.region_id, agency=agency.code)
        until = f"（{today.year}-{limit.value} 前）" if limit else ""
        open_todo(
            actor=actor, matter=agency, step=f"annual_plan_{today.year}",
            title=f"制定 {today.year} 年度检查计划{until}", agency_id=agency.pk,
            url=reverse("plans:new"), capability="plans.edit",
        )  # fmt: skip
    return len(agencies)
