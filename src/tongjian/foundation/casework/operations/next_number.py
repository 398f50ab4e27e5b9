"""编号。"""

from django.db import transaction

from tongjian.foundation.casework.models import Sequence
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed


@transaction.atomic
def next_number(*, actor: Actor, series: str) -> int:
    """The next number of a series, from 1, without gaps as long as the caller's transaction commits."""
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有编号的权限。")
    Sequence.objects.get_or_create(series=series)
    sequence = Sequence.objects.select_for_update().get(series=series)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last
