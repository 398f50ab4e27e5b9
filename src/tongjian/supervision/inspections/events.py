"""What inspections record. No names of officers or inspectors: people appear by key only."""

from dataclasses import dataclass
from typing import ClassVar

from tongjian.foundation.ledger.actions import declare

declare("visit.created", "生成检查", "origin", "count", "first_number", "last_number", "sha256", "is_practice")
declare(
    "visit.ordered", "有因检查立项",
    "agency_id", "kind", "citation", "document_on", "document_sha256", "valid_until", "is_emergency",
)  # fmt: skip
declare("visit.entry_announced", "登记不含检查的进企", "agency_id", "kind", "purpose", "planned_on")
declare("visit.date_set", "确定检查日期", "planned_on", "part", "reset")
declare("visit.joined", "并入另一次检查", "into", "agency_ids")
declare("visit.took_in", "另一次检查并入", "number", "agency_ids", "reset")
declare("visit.officer_replaced", "调整检查人员", "agency_id", "place", "officer_id", "previous_id", "reason", "reset")
declare("visit.submitted", "报批", "agency_id")
declare("visit.approved", "批准", "agency_id")
declare("visit.declined", "不予批准", "agency_id", "note")
declare("visit.code_issued", "赋码", "code_sha256", "valid_until", "planned_on")
declare("visit.code_revoked", "作废检查码", "code_sha256", "reason")
declare("visit.entered", "入企", "at", "late", "has_place")
declare("visit.arrival_confirmed", "扫码确认检查人员到场", "code_sha256")
declare("visit.left", "离企", "at", "late", "has_place")
declare("visit.points_answered", "记录检查要点", "agency_id", "item", "answers")
declare("visit.result_entered", "登记事项结果", "agency_id", "item", "outcome")
declare("visit.results_submitted", "提交结果", "agency_id", "results_sha256")
declare("visit.results_returned", "退回结果", "agency_id", "note")
declare("visit.results_reviewed", "审核结果", "agency_id", "results_sha256")
declare("visit.results_published", "公示结果", "agency_id", "results_sha256")
declare("visit.cancelled", "取消检查", "reason")
declare("visit.team_offered", "移交部门任务", "from_agency_id", "to_agency_id", "reason")
declare("visit.team_accepted", "接收部门任务", "from_agency_id", "to_agency_id")
declare("visit.team_returned", "退回部门任务", "from_agency_id", "to_agency_id", "return_code", "suggested_id")
declare("visit.arbitration_asked", "报共同上级指定承办部门", "arbiter_id", "temporary_id", "refusing_id")
declare("visit.team_designated", "指定承办部门", "from_agency_id", "to_agency_id", "arbiter_id", "reason", "citation")
declare("watch.opened", "监督提醒", "rule", "agency_ids", "visit_id", "entity_id", "citation")
declare("watch.answered", "答复监督提醒", "rule", "agency_id", "answer", "note")
declare("watch.answer_returned", "退回监督提醒的答复", "rule", "agency_id", "note")
declare("entry_report.received", "收到入企反映", "number", "owner_id")
declare("entry_report.concluded", "办结入企反映", "number", "conclusion", "accused_id", "visit_id")


@dataclass(frozen=True, slots=True)
class ResultsPublished:
    """One department's results of a visit are public. `failed_items` are item codes with 不合格."""

    name: ClassVar[str] = "visit.results_published"

    visit_id: str
    entity_id: str
    agency_id: str
    failed_items: list[str]
