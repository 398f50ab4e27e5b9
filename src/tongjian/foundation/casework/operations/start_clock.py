"""起算时限。"""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations._clock import matter_of, text
from tongjian.foundation.casework.operations.open_todo import open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import ParameterKind
from tongjian.foundation.rulebook.models import Parameter
from tongjian.pure.workdays import due


@transaction.atomic
def start_clock(
    *,
    actor: Actor,
    parameter_code: str,
    matter: models.Model,
    title: str,
    agency_id: UUID,
    started_at: datetime | None = None,
    url: str = "",
) -> Clock:
    """Starts the limit that the rulebook sets as of the start, for the agency that must act.

    Without a duration in force the clock says 未设定 and its agency gets a to-do to have one set.
    """
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有起算时限的权限。")
    started_at = started_at or timezone.now()
    agency = Agency.objects.get(pk=agency_id)
    clock = Clock(
        matter_kind=matter._meta.label_lower,
        matter_id=str(matter.pk),
        title=title,
        url=url,
        agency=agency,
        parameter_code=parameter_code,
        started_at=started_at,
    )
    _set_limit(clock, _limit(parameter_code, started_at, agency))
    clock.save(force_insert=True)
    if clock.due_at is None:
        open_todo(
            actor=actor,
            matter=clock,
            step="set_limit",
            title=f"时限规则 {parameter_code} 未设定：{title}",
            agency_id=agency.pk,
            url=url,
            clock=clock,
        )
    record(
        actor,
        "clock.started",
        clock,
        matter=matter_of(clock),
        title=title,
        parameter=parameter_code,
        due_at=text(clock.due_at),
        is_provisional=clock.is_provisional,
        agency_id=str(agency.pk),
    )
    return clock


def _limit(code: str, started_at: datetime, agency: Agency) -> Parameter | None:
    on = timezone.localdate(started_at)
    limit = rulebook.value_of(code, on=on, region=agency.region_id, agency=agency.code)
    return limit if limit and limit.kind == ParameterKind.DURATION and limit.value.isdigit() else None


def _set_limit(clock: Clock, limit: Parameter | None) -> None:
    if limit is None:
        return
    ends = due(clock.started_at, int(limit.value), limit.unit, rulebook.calendar())  # type: ignore[arg-type]
    clock.amount, clock.unit, clock.citation = limit.value, limit.unit, limit.citation
    clock.due_at, clock.is_provisional = ends.at, ends.is_provisional
