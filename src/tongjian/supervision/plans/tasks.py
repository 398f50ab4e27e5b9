"""What happens by the clock."""

from datetime import timedelta
from typing import Any

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.supervision.plans.operations import ask_for_plans


@recurring("plans.ask_for_plans", every=timedelta(days=1))
def ask_departments() -> dict[str, Any]:
    """Y03 提醒没有制定年度计划的部门。"""
    actor = Actor.system("定时任务：年度计划", "plans.ask", "plans.view")
    return {"asked": ask_for_plans(actor=actor)}
