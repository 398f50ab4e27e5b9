"""撤销合并。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import Entity, Identifier, Merge
from tongjian.supervision.registry.operations._pair import lock_pair
from tongjian.supervision.registry.operations._search_texts import bring_up_to_date


@transaction.atomic
def unmerge_entities(*, actor: Actor, merge_id: UUID, reason: str) -> Merge:
    """The loser stands on its own again with the numbers it had, and takes along what it had brought. What the winner
    has got since stays with the winner."""
    merge = Merge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise NotFound("merge_not_found", "没有这次合并，或者您无权查看。")
    _, loser = lock_pair(actor, merge.winner_id, merge.loser_id)
    require(policies.can_merge(actor))
    merge.refresh_from_db()
    if merge.undone_at is not None:
        raise IllegalTransition("unmerged_already", "这次合并已经撤销。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请写明撤销合并的理由。", field="reason")
    kept_in = loser.merged_into_id
    Entity.objects.filter(pk=loser.pk).update(merged_into=None)
    Entity.objects.filter(pk__in=merge.carried, merged_into=kept_in).update(merged_into=loser)
    Identifier.objects.filter(pk__in=merge.moved, entity=kept_in).update(entity=loser)
    merge.undone_at, merge.undone_reason = timezone.now(), reason.strip()[:300]
    merge.save(update_fields=["undone_at", "undone_reason"])
    bring_up_to_date([pk for pk in (merge.winner_id, loser.pk, kept_in) if pk])
    record(actor, "registry.merge_undone", merge.winner, loser_id=str(loser.pk), reason=merge.undone_reason)
    record(actor, "registry.merge_undone", loser, loser_id=str(loser.pk), reason=merge.undone_reason)
    return merge
