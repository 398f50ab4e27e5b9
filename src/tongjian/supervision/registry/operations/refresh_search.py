"""更新检索。"""

from collections.abc import Callable

from django.db import connection, transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import Outdated
from tongjian.supervision.registry.operations._search_texts import write_texts

CHUNK = 2_000
_LOCK = 0x6669_6E64  # "find": one writer of search texts at a time on PostgreSQL; SQLite has one anyway


def refresh_search(*, actor: Actor, on_progress: Callable[[int], None] | None = None) -> int:
    """Makes the search text of every entity that changed since; returns how many. Safe to interrupt and to run beside
    imports: what changes meanwhile is outdated again."""
    require(policies.can_refresh_search(actor))
    done = 0
    while count := _refresh_chunk():
        done += count
        if on_progress:
            on_progress(count)
    return done


@transaction.atomic
def _refresh_chunk() -> int:
    if connection.vendor == "postgresql":
        connection.cursor().execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    marks = list(Outdated.objects.order_by("id").values_list("id", "entity_id")[:CHUNK])
    ids = list(dict.fromkeys(entity_id for _, entity_id in marks))
    write_texts(ids)
    Outdated.objects.filter(pk__in=[mark for mark, _ in marks]).delete()
    return len(ids)
