"""判断是否同一。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.choices import LikenessDecision
from tongjian.supervision.registry.models import Likeness


@transaction.atomic
def decide_likeness(*, actor: Actor, likeness_id: UUID, decision: str) -> Likeness:
    """A person says 同一 or 不同, or that it is open again. It holds for the same row of every later file."""
    seen = policies.visible_entities(actor).values("pk")
    likeness = Likeness.objects.select_for_update().filter(pk=likeness_id, entity__in=seen).first()
    if likeness is None:
        raise NotFound("likeness_not_found", "没有这条比对，或者您无权查看。")
    require(policies.can_decide_likeness(actor))
    if decision not in LikenessDecision.values:
        raise RuleViolated("decision_unknown", "请选择同一或者不同。")
    others = Likeness.objects.filter(key=likeness.key, decision=LikenessDecision.SAME).exclude(pk=likeness.pk)
    if decision == LikenessDecision.SAME and others.exists():
        raise Conflict("same_as_another", "这一行已判断为与另一户同一，请先改回待判断。")
    likeness.decision, likeness.decided_by, likeness.decided_at = decision, actor.user_id, timezone.now()
    likeness.save(update_fields=["decision", "decided_by", "decided_at"])
    record(actor, "registry.likeness_decided", likeness.entity, decision=decision, likeness_id=str(likeness.pk))
    return likeness
