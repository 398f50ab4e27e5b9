"""批准规则变更。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.policies import can_decide, visible_changes


@transaction.atomic
def approve_change(*, actor: Actor, change_id: UUID) -> Parameter:
    """The row in force ends on the day the new one begins. Returns the new row."""
    change = visible_changes(actor).select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotFound("change_not_found", "没有这个规则变更，或者您无权查看。")
    require(can_decide(actor, change))
    if change.valid_from < timezone.localdate():
        raise RuleViolated("backdated", "生效日期已过，请重新提出。")
    parameter = _replace(change)
    change.state, change.decided_by, change.decided_at = ChangeState.APPROVED, actor.user_id, timezone.now()
    change.save(update_fields=["state", "decided_by", "decided_at"])
    data = {"value": change.value, "unit": change.unit, "valid_from": change.valid_from.isoformat()}
    scope = "/".join(filter(None, [change.scope_region, change.scope_agency, change.scope_industry]))
    record(actor, "rulebook.change_approved", change, code=change.parameter_code, scope=scope, **data)
    return parameter


def _replace(change: RuleChange) -> Parameter:
    same = Parameter.objects.select_for_update().filter(
        code=change.parameter_code,
        scope_region=change.scope_region,
        scope_agency=change.scope_agency,
        scope_industry=change.scope_industry,
    )
    newest = same.order_by("-valid_from").first()
    if newest is None:
        raise NotFound("parameter_not_found", "没有这个参数。")
    later = same.filter(valid_from__gte=change.valid_from).exists()
    if later:
        raise RuleViolated("later_row", "同一天或之后已有生效的规则，请先处理。")
    same.filter(valid_until=None).update(valid_until=change.valid_from)
    same.filter(valid_until__gt=change.valid_from).update(valid_until=change.valid_from)
    return Parameter.objects.create(
        code=newest.code,
        title=newest.title,
        kind=newest.kind,
        value=change.value,
        unit=change.unit,
        extension_value=newest.extension_value,
        extension_unit=newest.extension_unit,
        scope_region=newest.scope_region,
        scope_agency=newest.scope_agency,
        scope_industry=newest.scope_industry,
        context=newest.context,
        citation=change.citation,
        confidence=change.confidence,
        valid_from=change.valid_from,
        note=newest.note,
    )
