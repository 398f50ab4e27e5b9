"""检索作废。"""

from django.db import connection, transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.finding import clear_grams, ensure_triggers
from tongjian.supervision.registry.models import Outdated, SearchText


@transaction.atomic
def forget_search(*, actor: Actor) -> None:
    """The index is worth nothing any more, as after a backup came from another engine: everybody is found by looking
    at the names, until `refresh_search` has made it again."""
    require(policies.can_refresh_search(actor))
    ensure_triggers(connection)
    SearchText.objects.all()._raw_delete(SearchText.objects.db)
    clear_grams()
    Outdated.objects.all()._raw_delete(Outdated.objects.db)
    connection.cursor().execute("insert into registry_outdated(entity_id) select id from registry_entity")
