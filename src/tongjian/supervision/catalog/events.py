"""What the catalog records."""

from tongjian.foundation.ledger.actions import declare

declare("item.drafted", "编制事项版本", "code", "number", "name")
declare("item.submitted", "提交审核", "code", "number")
declare("item.returned", "退回修改", "code", "number", "note")
declare("item.published", "发布事项", "code", "number", "valid_from")
declare("item.retired", "废止事项", "code", "number", "reason")
declare("item.checklist_attached", "关联检查表", "code", "number", "checklist")
declare("officer.qualified", "登记事项资格", "officer_id", "code", "valid_until")
declare("catalog.items_imported", "导入事项", "batch_id", "root", "created", "updated", "unchanged")
declare("catalog.checklists_imported", "导入检查表", "batch_id", "root", "created", "updated", "unchanged")
declare("catalog.import_undone", "撤销导入", "batch_id", "rows")
