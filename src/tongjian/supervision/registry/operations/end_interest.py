"""解除利害关系。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import Interest


@transaction.atomic
def end_interest(*, actor: Actor, interest_id: UUID, reason: str) -> Interest:
    """The relation is over; that it was declared stays on record."""
    seen = policies.visible_entities(actor).values("pk")
    interest = (
        Interest.objects.select_for_update(of=("self",))
        .select_related("officer", "entity")
        .filter(pk=interest_id, entity__in=seen)
        .first()
    )
    if interest is None:
        raise NotFound("interest_not_found", "没有这条利害关系，或者您无权查看。")
    require(policies.can_declare_interest(actor, interest.officer))
    if interest.ended_at is not None:
        raise IllegalTransition("interest_ended_already", "这条利害关系已经解除。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请写明解除的理由。")
    interest.ended_at = timezone.now()
    interest.save(update_fields=["ended_at"])
    record(
        actor,
        "registry.interest_ended",
        interest.entity,
        officer_id=str(interest.officer_id),
        reason=reason.strip(),
    )
    return interest
