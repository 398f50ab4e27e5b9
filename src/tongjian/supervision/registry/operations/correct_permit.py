"""更正许可。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Permit
from tongjian.supervision.registry.operations._licences import Licence, write_licence
from tongjian.supervision.registry.operations._parts import lock_keeper, name_source, required


@transaction.atomic
def correct_permit(*, actor: Actor, entity_id: UUID, permit_id: UUID, licence: Licence, reason: str) -> Permit:
    """Gives a permit other values, with a reason: a renewal, or what was recorded wrongly."""
    entity = lock_keeper(actor, entity_id)
    permit = queries.get_permit(actor, entity_id, permit_id)
    if permit.ended_on is not None:
        raise IllegalTransition("permit_ended_already", "这份许可已经注销（撤销）。")
    why = required(reason, field="reason", missing="请写明更正的理由。", longest=300)
    changed = write_licence(permit, licence)
    if not changed:
        raise RuleViolated("nothing_changed", "没有改动任何内容。")
    permit.save()
    name_source(actor, entity, ["permits"])
    record(actor, "registry.permit_corrected", entity, permit_id=str(permit.pk), fields=sorted(changed), reason=why)
    return permit
