"""What the catalog records. An import is recorded by exchange: one entry a batch, with the root of its changes."""

from tongjian.foundation.ledger.actions import declare

declare("item.drafted", "编制事项版本", "code", "number", "name")
declare("item.submitted", "提交审核", "code", "number")
declare("item.returned", "退回修改", "code", "number", "note")
declare("item.published", "发布事项", "code", "number", "valid_from")
declare("item.retired", "废止事项", "code", "number", "reason", "successor")
declare("item.checklist_attached", "关联检查表", "code", "number", "checklist")
declare("adoption.chosen", "提出领用", "choice", "items", "codes", "reason")
declare("adoption.published", "公布领用", "items", "codes", "valid_from")
declare("adoption.returned", "退回领用", "items", "codes", "note")
declare("adjustment.asked", "下达动态调整任务", "change", "agency_id", "items")
declare("adjustment.kept", "认定不需调整", "codes", "reason")
declare("adjustment.settled", "完成动态调整任务", "adjusted", "retired", "kept")
declare("officer.qualified", "登记事项资格", "officer_id", "code", "valid_until")
declare("officer.qualified_many", "登记事项资格", "officer_id", "codes", "valid_until")
declare("officer.qualification_withdrawn", "取消事项资格", "officer_id", "codes", "reason")
declare("officer.imported", "按名录登记执法人员", "batch_id", "agency_id", "certificate_until", "codes")
declare("officer.import_undone", "撤销按名录登记", "batch_id")
