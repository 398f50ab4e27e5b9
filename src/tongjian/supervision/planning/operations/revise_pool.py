from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import ObjectPool, PoolRule
from tongjian.supervision.planning.operations._lock import lock_pool
from tongjian.supervision.planning.operations._pool_content import (
    PoolContent,
    apply_pool_content,
    recorded_pool,
    required_reason,
)


@transaction.atomic
def revise_pool(*, actor: Actor, pool_id: UUID, content: PoolContent, reason: str) -> ObjectPool:
    """修改检查对象名录库。A changed rule holds from today; the one before ends today and is kept."""
    pool = lock_pool(actor, pool_id)
    require(policies.can_keep_pool(actor, pool))
    reason = required_reason(reason)
    scope = apply_pool_content(pool, content, pool.agency)

    pool.save(update_fields=["title", "kind"])
    rule = pool.rules.filter(valid_until=None).first()
    if (rule.scope if rule else None) != scope:
        rule = _replace_rule(actor, pool, scope, reason)

    record(actor, "pool.revised", pool, reason=reason, **recorded_pool(pool, rule))
    return pool


def _replace_rule(actor: Actor, pool: ObjectPool, scope: dict[str, list[str]] | None, reason: str) -> PoolRule | None:
    now = timezone.now()
    today = timezone.localdate(now)
    pool.rules.filter(valid_until=None).update(valid_until=today)
    if scope is None:
        return None
    return PoolRule.objects.create(
        pool=pool, scope=scope, reason=reason, valid_from=today, made_by=actor.user_id, made_at=now
    )
