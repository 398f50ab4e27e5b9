"""审核公布领用。"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.choices import AdoptionState
from tongjian.supervision.catalog.models import Adoption
from tongjian.supervision.catalog.operations._adoptions import codes_of, end_review, lock_waiting

_RUN = 1000


@transaction.atomic
def publish_adoptions(*, actor: Actor, adoption_ids: Sequence[UUID] | None = None) -> int:
    """From today the adopted items may be checked by this department, and what it declined no longer. A second person
    does it: without ids, everything that others proposed. Raises NotAllowed when all that waits is one's own."""
    require(policies.can_review_adoptions(actor))
    waiting = lock_waiting(actor, adoption_ids)
    verdicts = [(adoption, policies.can_review_adoption(actor, adoption)) for adoption in waiting]
    mine = [verdict for _, verdict in verdicts if not verdict]
    if mine and (adoption_ids is not None or len(mine) == len(waiting)):
        raise NotAllowed(mine[0].code, mine[0].reason)
    ready = [adoption for adoption, verdict in verdicts if verdict]
    today = timezone.localdate()
    for run in range(0, len(ready), _RUN):
        some = ready[run : run + _RUN]
        items, ids = [one.item_id for one in some], [one.pk for one in some]
        standing = Adoption.objects.filter(agency=actor.agency_id, state=AdoptionState.PUBLISHED, item__in=items)
        standing.update(state=AdoptionState.ENDED, valid_until=today)
        chosen = Adoption.objects.filter(pk__in=ids)
        chosen.update(state=AdoptionState.PUBLISHED, valid_from=today, reviewed_by=actor.user_id)
    agency = queries.own_agency(actor)
    end_review(actor, agency)
    codes = codes_of(adoption.item.code for adoption in ready)
    record(actor, "adoption.published", agency, items=len(ready), codes=codes, valid_from=today.isoformat())
    return len(ready)
