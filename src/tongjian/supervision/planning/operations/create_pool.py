from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import ObjectPool, PoolRule
from tongjian.supervision.planning.operations._lock import own_agency
from tongjian.supervision.planning.operations._pool_content import PoolContent, apply_pool_content, recorded_pool


@transaction.atomic
def create_pool(*, actor: Actor, content: PoolContent) -> ObjectPool:
    """建立检查对象名录库，of the actor's own agency. Its code is `<agency>-K<three digits>`."""
    require(policies.can_create_pool(actor))
    agency, now = own_agency(actor), timezone.now()
    pool = ObjectPool(agency=agency, created_by=actor.user_id, created_at=now)
    scope = apply_pool_content(pool, content, agency)

    pool.code = f"{agency.code}-K{next_number(actor=actor, series=f'名录库-{agency.code}'):03d}"
    pool.save()
    rule = None
    if scope is not None:
        rule = PoolRule.objects.create(
            pool=pool,
            scope=scope,
            reason="建立",
            valid_from=timezone.localdate(now),
            made_by=actor.user_id,
            made_at=now,
        )

    record(actor, "pool.created", pool, **recorded_pool(pool, rule))
    return pool
