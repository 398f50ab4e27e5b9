"""合并两个监管对象。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import Entity, Identifier, Merge
from tongjian.supervision.registry.operations._pair import lock_pair
from tongjian.supervision.registry.operations._search_texts import bring_up_to_date


@transaction.atomic
def merge_entities(*, actor: Actor, winner_id: UUID, loser_id: UUID, reason: str) -> Merge:
    """The two rows are one entity from now on, under `winner`. The loser stays as it was and points there; its
    numbers move, so that a file which names them finds the winner. Two different credit codes are two entities
    (GB 32100-2015: one code for life)."""
    winner, loser = lock_pair(actor, winner_id, loser_id)
    require(policies.can_merge(actor))
    _check(winner, loser, reason)
    carried = list(Entity.objects.filter(merged_into=loser).values_list("pk", flat=True))
    moved = list(Identifier.objects.filter(entity=loser).values_list("pk", flat=True))
    Entity.objects.filter(pk__in=[loser.pk, *carried]).update(merged_into=winner)
    Identifier.objects.filter(pk__in=moved).update(entity=winner)
    merge = Merge.objects.create(
        winner=winner,
        loser=loser,
        reason=reason.strip()[:300],
        moved=[str(pk) for pk in moved],
        carried=[str(pk) for pk in carried],
        merged_by=actor.user_id,
        merged_at=timezone.now(),
    )
    bring_up_to_date([winner.pk, loser.pk])
    record(actor, "registry.entities_merged", winner, loser_id=str(loser.pk), reason=merge.reason)
    record(actor, "registry.entity_merged_away", loser, winner_id=str(winner.pk), reason=merge.reason)
    return merge


def _check(winner: Entity, loser: Entity, reason: str) -> None:
    if winner.pk == loser.pk:
        raise RuleViolated("same_row", "不能与自己合并。")
    for one in (winner, loser):
        if one.merged_into_id is not None:
            raise IllegalTransition("merged_already", f"“{one.name}”已并入其他对象。")
    if winner.uscc and loser.uscc:
        raise RuleViolated(
            "two_codes",
            "两户各有统一社会信用代码，代码不同就是不同的主体，不能合并。",
            "GB 32100-2015",
        )
    if loser.uscc:
        raise RuleViolated("keep_the_coded", "请保留有统一社会信用代码的一户，把另一户并入它。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请写明为什么是同一主体。", field="reason")
