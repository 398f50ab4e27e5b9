"""What happens by the clock, and when one runs out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django_tasks import task

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.exchange import intake
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.org.models import User
from tongjian.foundation.org.queries import actor_for
from tongjian.supervision.plans.models import ProposalAnswer
from tongjian.supervision.plans.operations import apply_lines, ask_for_plans, note_silence, stage_lines

intake.declare(Dataset.PLANS, stage=stage_lines, apply=apply_lines)


@task()
def stage_plan_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int | str]:
    """Checks a file whose columns a person confirmed, in that person's name. Safe to run twice; a file that turns out
    to be unusable is refused, and the batch says why."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    try:
        batch = stage_lines(actor=actor, batch_id=UUID(batch_id))
    except (RuleViolated, IllegalTransition) as refusal:
        return {"refused": refusal.code}
    return {"accepted": batch.accepted, "rejected": batch.rejected}


@task()
def apply_plan_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int]:
    """Applies a staged file in the name of whoever asked, with what that person may do by now. Safe to run twice."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    batch = apply_lines(actor=actor, batch_id=UUID(batch_id))
    return {"created": batch.created, "unchanged": batch.unchanged}


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
