"""解除关联。"""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Relation
from tongjian.supervision.registry.operations._parts import lock_keeper, name_source, required


@transaction.atomic
def end_relation(*, actor: Actor, entity_id: UUID, relation_id: UUID, until: date, reason: str) -> Relation:
    """From the day `until` on the relation is over; that it was stays on record. Ended where it was declared."""
    entity = lock_keeper(actor, entity_id)
    relation = queries.get_relation(actor, entity_id, relation_id)
    if relation.valid_until is not None:
        raise IllegalTransition("relation_ended_already", "这项关联已经解除。")
    why = required(reason, field="reason", missing="请写明解除的理由。", longest=300)
    if relation.valid_from and until < relation.valid_from:
        raise RuleViolated("until_before_from", "结束日期不能早于开始日期。", field="until")
    relation.valid_until = until
    relation.save(update_fields=["valid_until"])
    name_source(actor, entity, ["relations"])
    record(
        actor,
        "registry.relation_ended",
        entity,
        relation_id=str(relation.pk),
        other_id=str(relation.other_id),
        until=until.isoformat(),
        reason=why,
    )
    return relation
