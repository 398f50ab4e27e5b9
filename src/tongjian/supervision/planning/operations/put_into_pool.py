from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.choices import MarkKind
from tongjian.supervision.planning.operations._lock import lock_pool
from tongjian.supervision.planning.operations._pool_content import entities_to_mark, required_reason
from tongjian.supervision.planning.operations._pool_marks import mark


@transaction.atomic
def put_into_pool(*, actor: Actor, pool_id: UUID, entity_ids: Iterable[UUID], reason: str) -> int:
    """手工加入：the entities are members from today, whatever the rule says, until somebody takes them out.

    Returns how many changed. Refused without a reason, for an entity outside the agency's region, and when nothing
    would change (Conflict)."""
    pool = lock_pool(actor, pool_id)
    require(policies.can_keep_pool(actor, pool))
    reason = required_reason(reason)
    return mark(actor, pool, MarkKind.ADDED, entities_to_mark(pool, entity_ids), reason)
