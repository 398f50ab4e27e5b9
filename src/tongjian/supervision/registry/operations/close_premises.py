"""停用场所。"""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Premises
from tongjian.supervision.registry.operations._parts import lock_keeper, name_source, required


@transaction.atomic
def close_premises(*, actor: Actor, entity_id: UUID, premises_id: UUID, until: date, reason: str) -> Premises:
    """Nobody is there from the day `until` on; the row stays, as visits took place there."""
    entity = lock_keeper(actor, entity_id)
    premises = queries.get_premises(actor, entity_id, premises_id)
    if premises.valid_until is not None:
        raise IllegalTransition("premises_closed_already", "这个场所已经停用。")
    if premises.is_main:
        raise RuleViolated("main_follows", "主要场所随住所走，请用“更正信息”更正住所或状态。")
    why = required(reason, field="reason", missing="请写明停用的理由。", longest=300)
    if premises.valid_from and until < premises.valid_from:
        raise RuleViolated("until_before_from", "停用日期不能早于启用日期。", field="until")
    premises.valid_until = until
    premises.save(update_fields=["valid_until"])
    name_source(actor, entity, ["premises"])
    record(
        actor,
        "registry.premises_closed",
        entity,
        premises_id=str(premises.pk),
        until=until.isoformat(),
        reason=why,
    )
    return premises
