"""What duties record."""

from tongjian.foundation.ledger.actions import declare

declare("duties.built", "批量生成职责", "region", "items", "duties")
declare("duty.assigned", "指定职责", "region", "item", "stage", "department", "role", "basis", "valid_from")
declare("duty.ended", "终止职责", "region", "item", "stage", "department", "role", "reason", "valid_until")
declare("settlement.opened", "发起职责协调", "code", "kind", "items", "stages", "departments")
declare("settlement.proposed", "提出新业态定性", "code", "title")
declare("settlement.taken_up", "受理并征求意见", "code", "departments")
declare("settlement.answered", "填报部门意见", "code", "wish")
declare(
    "settlement.decided", "记录职责决定",
    "code", "outcome", "lead", "cooperating", "items", "stages", "document", "effective_on",
)  # fmt: skip
declare("settlement.closed", "终止职责协调", "code", "reason")
_TRANSFER = ("code", "from_agency_id", "to_agency_id", "document", "effective_on", "items")
declare("transfer.registered", "登记处罚权划转", *_TRANSFER)
declare("transfer.published", "公布处罚权划转", *_TRANSFER)
declare("transfer.ended", "终止处罚权划转", "code", "reason", "ended_on")
_COMMISSION = ("code", "uscc", "principal_id", "document", "valid_from", "valid_until", "items")
declare("commission.registered", "登记执法委托", *_COMMISSION)
declare("commission.officers_named", "列明受委托组织检查人员", "code", "officer_ids")
declare("commission.published", "公布执法委托", *_COMMISSION)
declare("commission.ended", "终止执法委托", "code", "reason", "ended_on")
