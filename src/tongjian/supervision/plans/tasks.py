"""What happens by the clock, and when one runs out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.exchange import intake
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.supervision.plans.models import ProposalAnswer
from tongjian.supervision.plans.operations import apply_lines, ask_for_plans, note_silence, stage_lines

intake.declare(Dataset.PLANS, stage=stage_lines, apply=apply_lines)


@recurring("plans.ask_for_plans", every=timedelta(days=1))
def ask_departments() -> dict[str, Any]:
    """Y03 提醒没有制定年度计划的部门。"""
    actor = Actor.system("定时任务：年度计划", "plans.ask", "plans.view")
    return {"asked": ask_for_plans(actor=actor)}


def ask_coordinator(event: dict[str, Any]) -> None:
    """Hears `clock.expired`: a department did not answer a proposal in time."""
    clock = Clock.objects.filter(pk=event["clock_id"], matter_kind=ProposalAnswer._meta.label_lower).first()
    if clock is not None:
        actor = Actor.system("事件：撮合答复超期", "plans.view")
        note_silence(actor=actor, answer_id=UUID(clock.matter_id))
