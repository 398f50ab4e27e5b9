"""提出排期。"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.models import Region
from tongjian.foundation.org.queries import get_officer
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.choices import ScheduleState
from tongjian.supervision.planning.models import Schedule
from tongjian.supervision.planning.operations._schedules import end_badly, iso, note


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An officer who cannot come. `until` is the first day back."""

    officer_id: UUID
    since: date
    until: date


@transaction.atomic
def request_schedule(
    *, actor: Actor, is_practice: bool = False, keeps_dates: bool = False, away: Away | None = None
) -> Schedule:
    """Asks for the days of all open visits of the actor's region. `keeps_dates`: what has a day moves only if it must;
    an officer who is `away` asks for that. One at a time; one of which nothing was heard for long is given up.
    """
    require(policies.can_schedule(actor))
    region = Region.objects.get(pk=actor.region_code)
    if away is not None and not keeps_dates:
        raise RuleViolated("schedule_away", "有人不能参加时，请选择“尽量不变”。")
    if away is not None and away.since >= away.until:
        raise RuleViolated("schedule_away", "返岗日期应当晚于开始日期。")
    open_one = queries.find_open_schedule(region.pk, is_practice=is_practice)
    if open_one is not None and not queries.is_schedule_lost(open_one):
        raise Conflict("schedule_busy", f"{region.name}正在排期，请等它完成。")
    if open_one is not None:
        end_badly(actor, open_one, "lost", "后台长时间没有进展，已重新提出。", _given_up(open_one))
    now = timezone.now()
    schedule = Schedule.objects.create(
        region=region,
        is_practice=is_practice,
        keeps_dates=keeps_dates,
        away_officer=get_officer(actor, away.officer_id) if away else None,
        away_from=away.since if away else None,
        away_until=away.until if away else None,
        asked_by=actor.user_id,
        post_id=actor.post_id,
        asked_at=now,
        seen_at=now,
    )
    note(
        actor,
        "schedule.requested",
        schedule,
        away_officer_id=str(away.officer_id) if away else None,
        away_from=iso(schedule.away_from),
        away_until=iso(schedule.away_until),
    )
    return schedule


def _given_up(schedule: Schedule) -> str:
    return ScheduleState.DRAFT if schedule.state == ScheduleState.ADOPTING else ScheduleState.FAILED
