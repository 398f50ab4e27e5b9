"""登记处罚权划转。"""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.models import PowerTransfer, TransferItem
from tongjian.supervision.duties.operations._registers import (
    TRANSFER_RULE,
    agency_of,
    ask_to_publish,
    items_of_department,
)
from tongjian.supervision.duties.policies import can_register

CONTINUING = "继续承担日常检查职责，配合开展检测、检验、检疫、鉴定等工作。"


@transaction.atomic
def register_transfer(
    *,
    actor: Actor,
    from_code: str,
    to_code: str,
    document: str,
    effective_on: date,
    item_codes: Collection[str],
    continuing: str = CONTINUING,
) -> PowerTransfer:
    """Powers to punish go from a department to another agency, a township for instance, by a document; a second person
    of the former owner publishes it. What the former owner goes on doing is part of it (晋政办发〔2023〕39号第5条)."""
    source, target = agency_of(from_code, "from_code"), agency_of(to_code, "to_code")
    require(can_register(actor, source))
    if source == target:
        raise RuleViolated("transfer_to_itself", "承接机关不能是原主管部门自己。", TRANSFER_RULE, field="to_code")
    if target.kind.is_deliberative:
        raise RuleViolated("deliberative_body", "议事协调机构不能承接处罚权。", "国办发〔2024〕54号", field="to_code")
    if not document.strip():
        raise RuleViolated("document_missing", "请填写划转决定的文号。", TRANSFER_RULE, field="document")
    if not continuing.strip():
        sentence = "请填写原主管部门继续承担的职责。"
        raise RuleViolated("continuing_missing", sentence, TRANSFER_RULE, field="continuing")
    items = items_of_department(actor, item_codes, source)
    transfer = PowerTransfer.objects.create(
        code=f"HZ-{source.region_id}-{next_number(actor=actor, series=f'处罚权划转-{source.region_id}'):03d}",
        from_agency=source, to_agency=target, document=document.strip()[:200], effective_on=effective_on,
        continuing=continuing.strip(), registered_by=actor.user_id, registered_at=timezone.now(),
    )  # fmt: skip
    TransferItem.objects.bulk_create(TransferItem(transfer=transfer, item=item) for item in items)
    ask_to_publish(actor, transfer)
    record(
        actor, "transfer.registered", transfer, code=transfer.code, from_agency_id=str(source.pk),
        to_agency_id=str(target.pk), document=transfer.document, effective_on=effective_on.isoformat(),
        items=[item.code for item in items],
    )  # fmt: skip
    return transfer
