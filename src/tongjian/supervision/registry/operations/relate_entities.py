"""登记关联。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.choices import RelationKind
from tongjian.supervision.registry.models import Entity, Relation
from tongjian.supervision.registry.operations._pair import lock_pair
from tongjian.supervision.registry.operations._parts import name_source


@transaction.atomic
def relate_entities(
    *, actor: Actor, entity_id: UUID, other_id: UUID, kind: str, valid_from: date | None = None
) -> Relation:
    """`entity` is a branch, or a supplier, of `other`. Both must be seen by who says so."""
    if entity_id == other_id:
        raise RuleViolated("same_row", "不能与自己关联。", field="uscc")
    entity, other = lock_pair(actor, entity_id, other_id)
    require(policies.can_correct(actor))
    _check(entity, other, kind)
    relation = Relation.objects.create(
        entity=entity,
        other=other,
        kind=kind,
        valid_from=valid_from,
        recorded_by=actor.user_id,
        recorded_at=timezone.now(),
    )
    name_source(actor, entity, ["relations"])
    record(actor, "registry.entities_related", entity, relation_id=str(relation.pk), other_id=str(other.pk), kind=kind)
    return relation


def _check(entity: Entity, other: Entity, kind: str) -> None:
    for one in (entity, other):
        if one.merged_into_id is not None:
            raise IllegalTransition("merged_already", f"“{one.name}”已并入其他对象。")
    if kind not in RelationKind.values:
        raise RuleViolated("kind_unknown", "没有这种关系。", field="kind")
    standing = Relation.objects.filter(kind=kind, valid_until=None)
    if standing.filter(entity=entity, other=other).exists():
        raise RuleViolated("related_already", "这项关联已经登记。", field="uscc")
    if kind == RelationKind.BRANCH_OF and standing.filter(entity=entity).exists():
        raise RuleViolated("branch_of_one", "分支机构只能隶属一家主体，请先解除原来的关联。", field="uscc")
    if kind == RelationKind.BRANCH_OF and standing.filter(entity=other, other=entity).exists():
        raise RuleViolated("branch_of_own_branch", "对方已登记为本户的分支机构。", field="uscc")
