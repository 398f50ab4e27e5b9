from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._beacon import Beacon
from tongjian.supervision.planning.operations._lock import own_agency
from tongjian.supervision.planning.operations._parties import replace_parties


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPlan:
    """`window_until` is exclusive. `publish_at` None means: at once after the draw."""

    title: str
    cycle: str
    window_from: date
    window_until: date
    is_practice: bool = False
    publish_at: datetime | None = None
    beacon: Beacon | None = None

    def refuse_nonsense(self) -> None:
        if not self.title.strip() or not self.cycle.strip():
            raise RuleViolated("draw_incomplete", "请填写抽取名称和周期。")
        if self.window_from >= self.window_until:
            raise RuleViolated("window_order", "检查截止日期应当晚于开始日期。")
        if self.window_from.year != (self.window_until - timedelta(days=1)).year:
            raise RuleViolated("window_year", "一次抽取的检查期间应当在同一年度内。")


@transaction.atomic
def open_draw(*, actor: Actor, plan: DrawPlan, party_agency_ids: Sequence[UUID]) -> Draw:
    """新建抽取，for the region of the coordinating agency. Its key is `<region>-<year>-<two digits>`."""
    require(policies.can_open_draw(actor))
    plan.refuse_nonsense()
    agency = own_agency(actor)
    beacon = plan.beacon.checked() if plan.beacon else None

    prefix = f"{agency.region_id}-{plan.window_from.year}"
    draw = Draw.objects.create(
        key=f"{prefix}-{next_number(actor=actor, series=f'抽取-{prefix}'):02d}",
        title=plan.title.strip(),
        region_id=agency.region_id,
        coordinator=agency,
        cycle=plan.cycle.strip(),
        window_from=plan.window_from,
        window_until=plan.window_until,
        is_practice=plan.is_practice,
        publish_at=plan.publish_at,
        beacon_source=beacon.source if beacon else "",
        beacon_round=beacon.round if beacon else "",
        created_by=actor.user_id,
        created_at=timezone.now(),
    )
    parties = replace_parties(draw, party_agency_ids)

    record(
        actor,
        "draw.opened",
        draw,
        draw=draw.key,
        version=draw.version,
        cycle=draw.cycle,
        region=draw.region_id,
        practice=draw.is_practice,
        parties=parties,
        publish_at=draw.publish_at.isoformat() if draw.publish_at else None,
        beacon=beacon.recorded() if beacon else None,
    )
    return draw
