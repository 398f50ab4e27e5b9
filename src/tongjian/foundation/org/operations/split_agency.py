"""机关分立。"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.org.choices import SuccessionKind
from tongjian.foundation.org.events import AgencySucceeded
from tongjian.foundation.org.models import Agency, Succession
from tongjian.foundation.org.operations._succession import (
    Carried,
    carry,
    end_agency,
    lock_agencies,
    require_document,
)
from tongjian.foundation.org.policies import can_manage_agencies


@transaction.atomic
def split_agency(
    *,
    actor: Actor,
    agency_id: UUID,
    successor_ids: Sequence[UUID],
    document: str,
    effective_on: date,
    assignments: Mapping[UUID, UUID | None] | None = None,
) -> Carried:
    """One agency becomes several that exist; the first of them is the main heir. Where the agency is among them it
    goes on, otherwise it ends on the day.

    `assignments`: key of a post or of an officer → who takes it, or None for whom nobody takes yet; everybody else
    goes to the main heir, and so do the to-dos. Returns what went over and what is left.
    """
    wanted = list(dict.fromkeys(successor_ids))
    agencies = lock_agencies([agency_id, *wanted])
    require(can_manage_agencies(actor))
    document = require_document(document, effective_on, list(agencies.values()))
    agency, successors = agencies[agency_id], [agencies[pk] for pk in wanted]
    if len(successors) < 2:
        raise RuleViolated("nothing_to_split", "分立后应当至少有两个机关。")
    given = {pk: _heir(agencies, wanted, heir) for pk, heir in (assignments or {}).items()}
    whole = carry(actor, agency, given, default=successors[0], document=document, on=effective_on)
    survives = agency in successors
    if not survives:
        end_agency(agency, successors[0], effective_on, at=timezone.now())
    for successor in successors:
        if successor != agency:
            Succession.objects.create(
                predecessor=agency,
                successor=successor,
                kind=SuccessionKind.SPLIT,
                document=document,
                effective_on=effective_on,
            )
    entry = record(
        actor,
        "agency.split",
        agency,
        successors=[successor.code for successor in successors],
        document=document,
        effective_on=effective_on.isoformat(),
        posts=whole.posts,
        officers=whole.officers,
        left=len(whole.left) + len(whole.released),
    )
    if successors[0] != agency:
        publish(entry, AgencySucceeded(str(agency.pk), str(successors[0].pk)))
    return whole


def _heir(agencies: Mapping[UUID, Agency], wanted: Sequence[UUID], heir: UUID | None) -> Agency | None:
    if heir is None:
        return None
    if heir not in wanted:
        raise RuleViolated("heir_of_others", "人员只能分给这次分立的承接机关。")
    return agencies[heir]
