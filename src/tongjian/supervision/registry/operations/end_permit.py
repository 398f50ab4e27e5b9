"""注销（撤销）许可。"""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Permit
from tongjian.supervision.registry.operations._parts import lock_keeper, name_source, required


@transaction.atomic
def end_permit(*, actor: Actor, entity_id: UUID, permit_id: UUID, on: date, reason: str) -> Permit:
    """The permit was cancelled or withdrawn (行政许可法 第69、70条); it stays on record. Expiry needs no act."""
    entity = lock_keeper(actor, entity_id)
    permit = queries.get_permit(actor, entity_id, permit_id)
    if permit.ended_on is not None:
        raise IllegalTransition("permit_ended_already", "这份许可已经注销（撤销）。")
    why = required(reason, field="reason", missing="请写明注销（撤销）的理由。", longest=300)
    if permit.valid_from and on < permit.valid_from:
        raise RuleViolated("until_before_from", "注销日期不能早于有效期起日。", field="on")
    permit.ended_on = on
    permit.save(update_fields=["ended_on"])
    name_source(actor, entity, ["permits"])
    record(actor, "registry.permit_ended", entity, permit_id=str(permit.pk), on=on.isoformat(), reason=why)
    return permit
