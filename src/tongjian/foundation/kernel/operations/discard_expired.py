"""到期清理：rows that are no record and whose time is over."""

from datetime import datetime

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.retention import Retention, retentions
from tongjian.foundation.kernel.verdict import ALLOW, deny, require

_BATCH = 1000


def discard_expired(*, actor: Actor, now: datetime, dry_run: bool) -> dict[str, int]:
    """Rows per name of the table in `config/retention.py`; with `dry_run` they are only counted. In small steps, so
    that nobody waits for it; safe to interrupt and to run again."""
    require(ALLOW if actor.has("kernel.discard_expired") else deny("没有清理的权限。"))
    return {one.name: one.rows(now).count() if dry_run else _discard(one, now) for one in retentions()}


def _discard(one: Retention, now: datetime) -> int:
    discarded = 0
    while keys := list(one.rows(now).values_list("pk", flat=True)[:_BATCH]):
        one.rows(now).model._default_manager.filter(pk__in=keys).delete()
        discarded += len(keys)
    return discarded
