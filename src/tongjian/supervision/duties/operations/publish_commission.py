"""公布执法委托。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.choices import RecordState
from tongjian.supervision.duties.models import CommissionedBody
from tongjian.supervision.duties.operations._registers import PENALTY_LAW, end_asking, lock_commission
from tongjian.supervision.duties.policies import can_publish
from tongjian.supervision.duties.queries import items_commissioned
from tongjian.supervision.duties.workflow import RECORD_WORKFLOW


@transaction.atomic
def publish_commission(*, actor: Actor, body_id: UUID) -> CommissionedBody:
    """A second person of the principal; only then may the body check (V04)."""
    body = lock_commission(actor, body_id)
    target = RECORD_WORKFLOW.check("publish", state=body.state).target
    require(can_publish(actor, body))
    if body.valid_until <= timezone.localdate():
        raise RuleViolated("term_over", "委托已经期满，不能公布。", PENALTY_LAW)
    body.state, body.published_by, body.published_at = RecordState(target), actor.user_id, timezone.now()
    body.save(update_fields=["state", "published_by", "published_at"])
    end_asking(actor, body)
    record(
        actor, "commission.published", body, code=body.code, uscc=body.uscc, principal_id=str(body.principal_id),
        document=body.document, valid_from=body.valid_from.isoformat(), valid_until=body.valid_until.isoformat(),
        items=[item.code for item in items_commissioned(body).order_by("code")],
    )  # fmt: skip
    return body
