"""终止处罚权划转。"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.choices import RecordState, Stage
from tongjian.supervision.duties.models import Duty, PowerTransfer
from tongjian.supervision.duties.operations._matrix import end_rows, lock_matrix
from tongjian.supervision.duties.operations._registers import end_asking, lock_transfer, reason_of
from tongjian.supervision.duties.policies import can_end
from tongjian.supervision.duties.workflow import RECORD_WORKFLOW


@transaction.atomic
def end_transfer(*, actor: Actor, transfer_id: UUID, reason: str) -> PowerTransfer:
    """Taken back from today on: the new owner's enforcement ends, the former owner leads it again."""
    transfer = lock_transfer(actor, transfer_id)
    target = RECORD_WORKFLOW.check("end", state=transfer.state).target
    require(can_end(actor, transfer))
    reason, today = reason_of(reason), timezone.localdate()
    lock_matrix(transfer.from_agency.region_id)
    _give_back(transfer)
    transfer.state, transfer.ended_on, transfer.end_reason = RecordState(target), today, reason
    transfer.save(update_fields=["state", "ended_on", "end_reason"])
    end_asking(actor, transfer)
    data = {"code": transfer.code, "reason": reason, "ended_on": today.isoformat()}
    record(actor, "transfer.ended", transfer, **data)
    return transfer


def _give_back(transfer: PowerTransfer) -> None:
    today = timezone.localdate()
    enforced = Duty.objects.filter(transfer=transfer, stage=Stage.ENFORCEMENT, valid_until=None)
    rows = [
        Duty(
            region_id=transfer.from_agency.region_id, item_id=item, stage=Stage.ENFORCEMENT,
            agency_kind_id=transfer.from_agency.kind_id, role=ParticipationRole.LEAD,
            basis=f"处罚权划转 {transfer.code} 终止", valid_from=today,
        )
        for item in enforced.values_list("item", flat=True)
    ]  # fmt: skip
    end_rows(Q(transfer=transfer, stage__in=[Stage.ENFORCEMENT, Stage.TECHNICAL]), today)
    Duty.objects.bulk_create(rows, batch_size=1000)
