"""What plans record."""

from tongjian.foundation.ledger.actions import declare

_PLAN = ("code",)
_LINE = (
    "code", "number", "version", "title", "items", "scenario", "scope", "amount", "frequency", "window_from",
    "window_until", "way", "cooperating",
)  # fmt: skip

declare("plan.drafted", "编制计划", *_PLAN, "kind", "agency", "year", "title")
declare("plan.imported", "导入计划项目", *_PLAN, "lines", "returned", "sha256", "batch_id")
declare("plan.import_undone", "撤销导入计划项目", *_PLAN, "lines", "batch_id")
declare("plan.line_written", "编制计划项目", *_LINE)
declare("plan.line_removed", "删除计划项目", *_PLAN, "number", "title")
declare("plan.handed_in", "提交部门审核", *_PLAN, "lines")
declare("plan.sent_back", "退回修改", *_PLAN, "note")
declare("plan.submitted", "批准并报送备案", *_PLAN, "lines", "filed_with")
declare("plan.returned", "备案退回", *_PLAN, "note")
declare("plan.filed", "予以备案", *_PLAN)
declare("plan.published", "公布计划", *_PLAN, "lines")
declare("plan.withdrawn", "作废计划", *_PLAN, "reason")
declare("plan.change_proposed", "提出变更", *_LINE, "change", "reason")
declare("plan.change_approved", "同意变更", *_PLAN, "number", "version", "change", "reason")
declare("plan.change_refused", "不同意变更", *_PLAN, "number", "version", "note")

_PROPOSAL = ("code", "number", "kind")
declare("consolidation.opened", "发起撮合", "code", "region", "year", "lines", "proposals")
declare("consolidation.answered", "答复撮合建议", *_PROPOSAL, "answer", "reason")
declare("consolidation.adopted", "采纳撮合建议", *_PROPOSAL, "lead", "lines", "silent", "refused")
declare("consolidation.dropped", "不采纳撮合建议", *_PROPOSAL, "reason", "silent", "refused")
declare("consolidation.lead_chosen", "确定牵头部门", *_PROPOSAL, "lead")
declare("consolidation.published", "公布联合检查计划", "code", "joint", "adopted", "dropped")
