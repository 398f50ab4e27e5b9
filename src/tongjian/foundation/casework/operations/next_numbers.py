"""一次取多个编号。"""

from django.db import transaction

from tongjian.foundation.casework.models import Sequence
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed


@transaction.atomic
def next_numbers(*, actor: Actor, series: str, count: int) -> range:
    """As `next_number`, so many at once."""
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有编号的权限。")
    Sequence.objects.get_or_create(series=series)
    sequence = Sequence.objects.select_for_update().get(series=series)
    first = sequence.last + 1
    sequence.last += count
    sequence.save(update_fields=["last"])
    return range(first, first + count)
