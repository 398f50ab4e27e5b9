"""确定检查日期。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import DayPart
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.inspections.operations._approvals import reset_approvals
from tongjian.supervision.inspections.operations._lock import lock_visit
from tongjian.supervision.inspections.queries import counts_as_planned
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW


@transaction.atomic
def set_visit_date(*, actor: Actor, visit_id: UUID, planned_on: date, part: str = "") -> Visit:
    """Sets the day, and the half of it where that is known: within the window, a workday, and leaving `visit.notice`
    to tell the enterprise (visits with a cause of their own need neither). Departments that were asked before must
    ask again."""
    visit = lock_visit(actor, visit_id)
    require(policies.can_set_date(actor, visit))
    VISIT_WORKFLOW.check("set_date", state=visit.state)
    _check_day(visit, planned_on)
    if (planned_on, part) == (visit.planned_on, visit.part):
        return visit
    visit.planned_on, visit.part = planned_on, DayPart(part) if part else ""
    visit.save(update_fields=["planned_on", "part"])
    was_reset = reset_approvals(actor, visit, visit.teams.select_for_update(of=("self",)))
    record(actor, "visit.date_set", visit, planned_on=planned_on.isoformat(), part=part, reset=was_reset)
    return visit


def _check_day(visit: Visit, day: date) -> None:
    if not visit.window_from <= day < visit.window_until:
        raise RuleViolated(
            "visit_outside_window", f"检查日期应当在 {visit.window_from} 至 {visit.window_until}（不含）之间。"
        )
    calendar, today = rulebook.calendar(), timezone.localdate()
    is_planned = counts_as_planned(visit)
    if is_planned and not calendar.is_workday(day):
        raise RuleViolated("visit_not_on_workday", f"{day} 不是工作日，请另选一天。")
    if day < today:
        raise RuleViolated("visit_date_past", "检查日期不能早于今天。")
    if not is_planned:
        return
    notice = rulebook.required("visit.notice", region=visit.region_id)
    if calendar.workdays_between(today, day) < int(notice.value):
        raise RuleViolated("visit_notice", f"应当至少提前 {notice.value} 个工作日通知被检查对象。", notice.citation)
