"""登记利害关系。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Officer
from tongjian.supervision.registry import policies, queries
from tongjian.supervision.registry.models import Interest


@transaction.atomic
def declare_interest(*, actor: Actor, entity_id: UUID, officer_id: UUID, reason: str) -> Interest:
    """From now on the officer is not matched to visits of this entity (行政处罚法 第43条)."""
    entity = queries.get_entity(actor, entity_id)
    queries.lock_entity(entity.pk)
    officer = Officer.objects.filter(pk=officer_id).first()
    if officer is None:
        raise NotFound("officer_not_found", "没有这名执法人员。")
    require(policies.can_declare_interest(actor, officer))
    if not reason.strip():
        raise RuleViolated("reason_missing", "请写明是什么关系。")
    if Interest.objects.filter(entity=entity, officer=officer, ended_at=None).exists():
        raise Conflict("interest_declared_already", "已经登记过这名执法人员的利害关系。")
    interest = Interest.objects.create(
        entity=entity, officer=officer, reason=reason.strip()[:200], declared_at=timezone.now()
    )
    record(actor, "registry.interest_declared", entity, officer_id=str(officer.pk))
    return interest
