from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning.choices import MarkKind
from tongjian.supervision.planning.models import ObjectPool, PoolMark
from tongjian.supervision.planning.queries import pool_entities
from tongjian.supervision.registry.choices import EntityStatus

_PIECE = 1000
_ACTION = {MarkKind.ADDED: "pool.put_in", MarkKind.REMOVED: "pool.taken_out"}
NAMED = 200
"""So many entities are named in the ledger; of more, only the number."""


def mark(actor: Actor, pool: ObjectPool, kind: MarkKind, entity_ids: Sequence[UUID], reason: str) -> int:
    """Makes the entities members, or makes them none: ends a mark that says the opposite, and makes one of its own for
    those about whom the rule still says the opposite. Returns how many changed; raises Conflict when none did."""
    changed: list[UUID] = []
    for start in range(0, len(entity_ids), _PIECE):
        piece = entity_ids[start : start + _PIECE]
        changed += _mark_piece(actor, pool, kind, piece, reason)
    if not changed:
        already = "已经在" if kind == MarkKind.ADDED else "本来就不在"
        raise Conflict("nothing_to_change", f"所选监管对象{already}名录库里。")
    named = [str(pk) for pk in changed] if len(changed) <= NAMED else []
    record(actor, _ACTION[kind], pool, code=pool.code, reason=reason, entities=named, number=len(changed))
    return len(changed)


def _mark_piece(actor: Actor, pool: ObjectPool, kind: MarkKind, piece: Sequence[UUID], reason: str) -> list[UUID]:
    now = timezone.now()
    today = timezone.localdate(now)
    before = _contrary(pool, kind, piece)
    opposite = MarkKind.REMOVED if kind == MarkKind.ADDED else MarkKind.ADDED
    same = Q(entity__in=before) | Q(entity__merged_into__in=before)
    pool.marks.filter(same, kind=opposite, valid_until=None).update(
        valid_until=today, ended_by=actor.user_id, end_reason=reason
    )
    left = set(_contrary(pool, kind, before))
    PoolMark.objects.bulk_create(
        PoolMark(
            pool=pool,
            entity_id=entity_id,
            kind=kind,
            reason=reason,
            valid_from=today,
            made_by=actor.user_id,
            made_at=now,
        )
        for entity_id in before
        if entity_id in left
    )
    return before


def _contrary(pool: ObjectPool, kind: MarkKind, piece: Sequence[UUID]) -> list[UUID]:
    """Those whose membership is not what the mark is to say."""
    members = set(pool_entities(pool, statuses=tuple(EntityStatus)).filter(pk__in=piece).values_list("pk", flat=True))
    return [pk for pk in piece if (pk in members) != (kind == MarkKind.ADDED)]
