from datetime import date
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning.models import Schedule
from tongjian.supervision.planning.policies import visible_schedules


def lock_schedule(actor: Actor, schedule_id: UUID) -> Schedule:
    schedules = visible_schedules(actor).select_for_update(of=("self",)).select_related("region", "away_officer")
    schedule = schedules.filter(pk=schedule_id).first()
    if schedule is None:
        raise NotFound("schedule_not_found", "没有这次排期，或者您无权查看。")
    return schedule


def note(actor: Actor, action: str, schedule: Schedule, **data: object) -> Entry:
    """An entry of the ledger with what every entry about a schedule says."""
    about = {
        "region": schedule.region_id,
        "practice": schedule.is_practice,
        "keeps_dates": schedule.keeps_dates,
    }
    return record(actor, action, schedule, **about, **data)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def end_badly(actor: Actor, schedule: Schedule, code: str, sentence: str, state: str) -> None:
    """What was under way stops with a sentence; nothing of it is kept."""
    schedule.state, schedule.failure, schedule.seen_at = state, sentence[:500], timezone.now()
    schedule.save(update_fields=["state", "failure", "seen_at"])
    note(actor, "schedule.failed", schedule, code=code)
