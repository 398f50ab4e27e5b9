"""公布处罚权划转。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.queries import published_enforcers
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.duties.choices import RecordState
from tongjian.supervision.duties.models import PowerTransfer
from tongjian.supervision.duties.operations._matrix import hand_over, lock_matrix
from tongjian.supervision.duties.operations._registers import TRANSFER_RULE, end_asking, lock_transfer
from tongjian.supervision.duties.policies import can_publish
from tongjian.supervision.duties.queries import items_handed_over
from tongjian.supervision.duties.workflow import RECORD_WORKFLOW


@transaction.atomic
def publish_transfer(*, actor: Actor, transfer_id: UUID) -> PowerTransfer:
    """A second person of the former owner; the matrix follows from the day of effect, which may not have passed. The
    new owner must be a published enforcement subject on that day (V01)."""
    transfer = lock_transfer(actor, transfer_id)
    target = RECORD_WORKFLOW.check("publish", state=transfer.state).target
    require(can_publish(actor, transfer))
    if transfer.effective_on < timezone.localdate():
        raise RuleViolated("backdated", "生效日期已过，请终止后重新登记。", TRANSFER_RULE)
    if transfer.to_agency_id not in published_enforcers([transfer.to_agency_id], transfer.effective_on):
        raise rulebook.refusal("V01", f"（承接机关：{transfer.to_agency.name}。）")
    lock_matrix(transfer.from_agency.region_id)
    transfer.state, transfer.published_by = RecordState(target), actor.user_id
    transfer.published_at = timezone.now()
    transfer.save(update_fields=["state", "published_by", "published_at"])
    items = list(items_handed_over(transfer).order_by("code"))
    hand_over(transfer, [item.pk for item in items])
    end_asking(actor, transfer)
    record(
        actor, "transfer.published", transfer, code=transfer.code, from_agency_id=str(transfer.from_agency_id),
        to_agency_id=str(transfer.to_agency_id), document=transfer.document,
        effective_on=transfer.effective_on.isoformat(), items=[item.code for item in items],
    )  # fmt: skip
    return transfer
