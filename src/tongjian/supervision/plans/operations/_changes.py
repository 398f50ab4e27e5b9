"""What changes of a line share: the line as it was, the new version in force, and what follows."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.queries import in_force
from tongjian.supervision.plans.choices import Change, LineState, PlanState
from tongjian.supervision.plans.models import Plan, PlanLine
from tongjian.supervision.plans.operations._lines import new_line, recorded, refuse_unlawful, replace_related
from tongjian.supervision.plans.operations._todos import DECIDE
from tongjian.supervision.plans.queries import ready
from tongjian.supervision.plans.workflow import CHANGE_WORKFLOW

_SAME = (
    "title", "item_words", "scenario_version_id", "scope", "object_words", "amount", "frequency", "said",
    "credit_words", "window_from", "window_until", "level_words", "way", "on_site_reason", "department_words",
)  # fmt: skip


def line_in_force(plan: Plan, number: int) -> PlanLine:
    rows = ready(PlanLine.objects.filter(plan=plan, number=number))
    if rows.filter(state=LineState.PROPOSED).exists():
        raise Conflict("change_waiting", f"{plan.agency.name}的计划第 {number} 项已有一个变更在等审核。")
    old = rows.filter(state=LineState.IN_FORCE).first()
    if old is None:
        raise NotFound("plan_line_not_found", f"计划没有执行中的第 {number} 项。")
    return old


def copied(line: PlanLine, old: PlanLine) -> PlanLine:
    """The same as the old one, saved and `ready`."""
    for name in _SAME:
        setattr(line, name, getattr(old, name))
    line.save()
    items = [one.item_version_id for one in old.line_items.all()]
    replace_related(line, items, [one.agency_id for one in old.cooperations.all()])
    return ready(PlanLine.objects.filter(pk=line.pk)).get()


def bring_into_force(actor: Actor, line: PlanLine) -> PlanLine:
    """In force from today, when the version before it ends. The line is `ready`, its plan locked."""
    target = CHANGE_WORKFLOW.check("approve", state=line.state).target
    plan, today = line.plan, timezone.localdate()
    is_end = line.change == Change.CANCEL
    if not is_end:
        refuse_unlawful(plan, [line], today)
    before = plan.lines.filter(number=line.number, state=LineState.IN_FORCE)
    before.update(state=LineState.SUPERSEDED, valid_until=today)
    line.state = LineState.CANCELLED if is_end else LineState(target)
    line.valid_from, line.valid_until = today, today if is_end else None
    line.decided_by, line.decided_at = actor.user_id, timezone.now()
    line.save(update_fields=["state", "valid_from", "valid_until", "decided_by", "decided_at"])
    end_asking(actor, plan)
    data = {"code": plan.code, "number": line.number, "version": line.version}
    record(actor, "plan.change_approved", plan, **data, change=line.change, reason=line.reason)
    return line


def change_by_agreement(
    actor: Actor, old: PlanLine, *, reason: str, agreed_by: UUID | None, joint: Iterable[UUID] = (), **changes: object
) -> PlanLine:
    """What a department agreed to and the coordinator (the actor) decides: in force at once, for two persons of two
    agencies stand for it; or, as long as its plan is filed and not published, written into the plan and published
    with it. `changes` are fields of the line, `joint` agencies that take part from now on; without either the line
    ends. Items are pinned again as they are in force today."""
    plan = old.plan
    is_filed = plan.state == PlanState.FILED
    old = _filed_line(plan, old.number) if is_filed else line_in_force(plan, old.number)
    is_end = not changes and not joint
    line = new_line(actor, plan, old.number)
    line.created_by, line.state, line.reason = agreed_by, LineState.PROPOSED, reason
    line.change = Change.CANCEL if is_end else Change.AMEND
    line = copied(line, old)
    if not is_end:
        for name, value in changes.items():
            setattr(line, name, value)
        line.save()
        items = [one.item_version.item_id for one in old.line_items.all()]
        current = ItemVersion.objects.filter(in_force(None), item__in=items).values_list("pk", flat=True)
        replace_related(line, current, {*joint, *(one.agency_id for one in old.cooperations.all())})
        line = ready(PlanLine.objects.filter(pk=line.pk)).get()
    line.plan = plan
    record(actor, "plan.change_proposed", plan, **recorded(line), change=line.change, reason=reason)
    return _write_back(actor, line) if is_filed else bring_into_force(actor, line)


def _filed_line(plan: Plan, number: int) -> PlanLine:
    """The line as it was filed, which makes room for what was agreed: it never comes into force."""
    old = ready(PlanLine.objects.filter(plan=plan, number=number, state=LineState.DRAFT)).first()
    if old is None:
        raise NotFound("plan_line_not_found", f"计划没有第 {number} 项，或者已经取消。")
    today = timezone.localdate()
    PlanLine.objects.filter(pk=old.pk).update(state=LineState.SUPERSEDED, valid_from=today, valid_until=today)
    return old


def _write_back(actor: Actor, line: PlanLine) -> PlanLine:
    """A draft again, as agreed, that comes into force when its plan is published; or out of the plan for good."""
    plan, today = line.plan, timezone.localdate()
    if line.change == Change.CANCEL:
        line.state, line.valid_from, line.valid_until = LineState.CANCELLED, today, today
    else:
        refuse_unlawful(plan, [line], today)
        line.state = LineState.DRAFT
    line.decided_by, line.decided_at = actor.user_id, timezone.now()
    line.save(update_fields=["state", "valid_from", "valid_until", "decided_by", "decided_at"])
    data = {"code": plan.code, "number": line.number, "version": line.version}
    record(actor, "plan.change_approved", plan, **data, change=line.change, reason=line.reason)
    return line


def end_asking(actor: Actor, plan: Plan) -> None:
    """Nobody is asked any more once no change waits."""
    if not plan.lines.filter(state=LineState.PROPOSED).exists():
        end_todos(actor=actor, matter=plan, step=DECIDE)
