"""采用排期：落实检查日期，合并检查。"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.inspections.operations import join_visits, set_visit_date
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.choices import ScheduleState
from tongjian.supervision.planning.models import Schedule, ScheduleRow
from tongjian.supervision.planning.operations._schedules import end_badly, lock_schedule, note
from tongjian.supervision.planning.workflow import SCHEDULE_WORKFLOW

_REASON_LENGTH = 500


def adopt_schedule(*, actor: Actor, schedule_id: UUID) -> Schedule:
    """Joins visits and sets days by the very operations a person would use; every department still asks its head.

    What has changed meanwhile so that a day is lawful no more is left as it is, its row says why, and `skipped` counts
    it. All of it happens, or, where something breaks, nothing.
    """
    try:
        return _adopt(actor, schedule_id)
    except DomainError:
        raise
    except Exception as fault:
        _give_up(actor, schedule_id, type(fault).__name__)
        raise


@transaction.atomic
def _adopt(actor: Actor, schedule_id: UUID) -> Schedule:
    schedule = lock_schedule(actor, schedule_id)
    require(policies.can_adopt_schedule(actor, schedule))
    schedule.state = SCHEDULE_WORKFLOW.check("adopt", state=schedule.state).target
    rows = list(schedule.rows.exclude(day=None, into=None).order_by("pk"))
    joined = [row for row in rows if row.into_id is not None]
    dated = [row for row in rows if row.day is not None]
    done = [row for row in joined if _try(actor, row, _join)]
    done += [row for row in dated if _try(actor, row, _set_day)]
    schedule.skipped = len(rows) - len(done)
    schedule.adopted_at, schedule.adopted_by, schedule.failure = timezone.now(), actor.user_id, ""
    schedule.save(update_fields=["state", "skipped", "adopted_at", "adopted_by", "failure"])
    count = sum(row.day is not None for row in done)
    note(actor, "schedule.adopted", schedule, placed=count, joined=len(done) - count, skipped=schedule.skipped)
    return schedule


def _join(actor: Actor, row: ScheduleRow) -> None:
    assert row.into_id is not None
    join_visits(actor=actor, visit_id=row.visit_id, into_id=row.into_id)


def _set_day(actor: Actor, row: ScheduleRow) -> None:
    assert row.day is not None
    set_visit_date(actor=actor, visit_id=row.visit_id, planned_on=row.day, part=row.part)


def _try(actor: Actor, row: ScheduleRow, act: Callable[[Actor, ScheduleRow], None]) -> bool:
    try:
        with transaction.atomic():
            act(actor, row)
    except DomainError as refusal:
        row.reason = f"采用时未能落实：{refusal.sentence}"[:_REASON_LENGTH]
        row.save(update_fields=["reason"])
        return False
    return True


@transaction.atomic
def _give_up(actor: Actor, schedule_id: UUID, fault: str) -> None:
    schedule = lock_schedule(actor, schedule_id)
    if schedule.state == ScheduleState.ADOPTING:
        target = SCHEDULE_WORKFLOW.check("give_up_adoption", state=schedule.state).target
        end_badly(actor, schedule, "fault", f"采用中出错，没有留下任何改动：{fault}。", target)
