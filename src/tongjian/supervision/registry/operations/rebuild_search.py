"""重建检索。"""

from collections.abc import Callable

from django.db import connection, transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.finding import clear_grams, ensure_triggers
from tongjian.supervision.registry.models import Outdated, SearchText
from tongjian.supervision.registry.operations.refresh_search import refresh_search


def rebuild_search(*, actor: Actor, on_progress: Callable[[int], None] | None = None) -> int:
    """Everything anew, also the triggers. Until an entity's turn comes it is found by looking at its names."""
    require(policies.can_refresh_search(actor))
    with transaction.atomic():
        ensure_triggers(connection)
        SearchText.objects.all()._raw_delete(SearchText.objects.db)
        clear_grams()
        Outdated.objects.all()._raw_delete(Outdated.objects.db)
        connection.cursor().execute("insert into registry_outdated(entity_id) select id from registry_entity")
    done = refresh_search(actor=actor, on_progress=on_progress)
    if connection.vendor == "postgresql":
        connection.cursor().execute("analyze registry_searchtext")
    return done
