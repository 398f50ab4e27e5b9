"""退回领用。"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.choices import AdoptionState
from tongjian.supervision.catalog.models import Adoption
from tongjian.supervision.catalog.operations._adoptions import codes_of, end_review, lock_waiting


@transaction.atomic
def return_adoptions(*, actor: Actor, adoption_ids: Sequence[UUID], note: str) -> int:
    """What stood before stands on; the handler may choose again."""
    require(policies.can_review_adoptions(actor))
    waiting = lock_waiting(actor, adoption_ids)
    for adoption in waiting:
        require(policies.can_review_adoption(actor, adoption))
    if not note.strip():
        raise RuleViolated("note_missing", "请写明退回意见。")
    Adoption.objects.filter(pk__in=[one.pk for one in waiting]).update(
        state=AdoptionState.RETURNED, reviewed_by=actor.user_id
    )
    agency = queries.own_agency(actor)
    end_review(actor, agency)
    codes = codes_of(adoption.item.code for adoption in waiting)
    record(actor, "adoption.returned", agency, items=len(waiting), codes=codes, note=note.strip())
    return len(waiting)
