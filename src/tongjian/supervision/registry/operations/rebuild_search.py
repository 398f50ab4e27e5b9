"""重建检索。"""

from collections.abc import Callable

from django.db import connection

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.registry.operations.forget_search import forget_search
from tongjian.supervision.registry.operations.refresh_search import refresh_search


def rebuild_search(*, actor: Actor, on_progress: Callable[[int], None] | None = None) -> int:
    """Everything anew, also the triggers. Until an entity's turn comes it is found by looking at its names."""
    forget_search(actor=actor)
    done = refresh_search(actor=actor, on_progress=on_progress)
    if connection.vendor == "postgresql":
        connection.cursor().execute("analyze registry_searchtext")
    return done
