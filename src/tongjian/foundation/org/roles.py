"""Roles as capabilities. Code asks for capabilities only; this table is the one place that knows roles."""

from collections.abc import Mapping

from tongjian.foundation.org.choices import Role

_EVERY_OFFICIAL = {
    "org.view", "rulebook.view", "ledger.view", "casework.view", "exchange.view",
    "registry.view", "catalog.view", "planning.view", "inspections.view",
    "scenarios.view", "handbooks.view", "duties.view", "plans.view", "key_items.view",
}  # fmt: skip

CAPABILITIES: Mapping[Role, frozenset[str]] = {
    # Makes agencies and users; sees no business data.
    Role.OPERATOR: frozenset(
        {"org.view", "org.manage_agencies", "org.manage_users", "org.manage_officers", "ledger.view",
         "ledger.checkpoint", "rulebook.view"}
    ),
    Role.COORDINATOR: frozenset(
        _EVERY_OFFICIAL
        | {"registry.import", "registry.undo_import", "registry.edit", "registry.export", "catalog.edit",
           "duties.edit", "duties.settle", "plans.edit", "key_items.edit",
           "catalog.import", "scenarios.edit", "handbooks.edit", "planning.coordinate", "rulebook.propose",
           "inspections.export", "casework.oversee"}
    ),
    Role.HANDLER: frozenset(
        _EVERY_OFFICIAL
        | {"registry.import", "registry.edit", "registry.export", "catalog.edit", "catalog.import",
           "catalog.attach_checklist", "casework.issue_document",
           "planning.enter_demand", "planning.hold_nonce", "inspections.prepare",
           "inspections.export", "scenarios.edit", "handbooks.edit", "duties.edit", "plans.edit",
           "key_items.edit"}
    ),
    Role.REVIEWER: frozenset(
        _EVERY_OFFICIAL
        | {"registry.undo_import", "catalog.review", "rulebook.approve", "inspections.review", "org.manage_officers",
           "inspections.publish", "casework.void_document", "scenarios.review", "handbooks.review",
           "duties.review", "plans.review", "key_items.review"}
    ),
    Role.HEAD: frozenset(
        _EVERY_OFFICIAL
        | {"catalog.review", "planning.submit_demand", "planning.hold_nonce", "inspections.approve",
           "inspections.publish", "rulebook.approve", "casework.arbitrate", "casework.change_clock",
           "casework.void_document", "scenarios.review", "handbooks.review",
           "duties.review", "casework.oversee", "plans.submit", "plans.review", "key_items.review"}
    ),
    Role.INSPECTOR: frozenset(
        {"catalog.view", "scenarios.view", "registry.view", "casework.view", "inspections.view", "inspections.enter",
         "inspections.enter_result", "handbooks.view", "duties.view", "key_items.view"}
    ),
    Role.AUDITOR: frozenset(_EVERY_OFFICIAL | {"planning.audit", "ledger.checkpoint", "ledger.view_all"}),
}  # fmt: skip

HOST_CAPABILITIES: frozenset[str] = frozenset(
    {"org.view", "org.manage_agencies", "org.manage_users", "org.manage_officers", "rulebook.view",
     "rulebook.load", "rulebook.link", "ledger.view", "ledger.seal", "ledger.checkpoint", "exchange.view",
     "casework.view", "registry.view", "registry.import", "registry.undo_import", "registry.reindex", "catalog.view",
     "catalog.import", "planning.view", "planning.coordinate", "planning.enter_demand", "planning.submit_demand",
     "planning.hold_nonce", "inspections.view", "scenarios.view", "handbooks.view",
     "duties.view", "plans.view", "plans.edit", "key_items.view"}
)  # fmt: skip
"""What a command may do: never approve, enter results, review or publish in a department's name."""

API_SCOPES: Mapping[str, frozenset[str]] = {
    "entities:read": frozenset({"registry.view"}),
    "items:read": frozenset({"catalog.view"}),
    "key_items:read": frozenset({"key_items.view"}),
    "demands:read": frozenset({"planning.view"}),
    "demands:write": frozenset({"planning.view", "catalog.view", "planning.enter_demand"}),
    "draws:read": frozenset({"planning.view"}),
    "visits:read": frozenset({"inspections.view"}),
    "results:read": frozenset({"inspections.view"}),
}
"""What a key of another system may be allowed; results are entered by people only."""

CAPABILITY_LABELS: Mapping[str, str] = {
    "org.view": "查看机关和人员",
    "org.manage_agencies": "管理机关",
    "org.manage_users": "管理用户和岗位",
    "org.manage_officers": "管理执法人员",
    "rulebook.view": "查看规则库",
    "rulebook.propose": "提出规则变更",
    "rulebook.approve": "复核规则变更",
    "rulebook.link": "挂接依据条款",
    "ledger.view": "查看本机关的存证",
    "ledger.view_all": "查看全部存证",
    "ledger.checkpoint": "发布检查点",
    "casework.view": "查看待办和时限",
    "casework.arbitrate": "指定承办机关",
    "casework.change_clock": "中止、恢复和延长时限",
    "casework.oversee": "督办超期事项",
    "casework.issue_document": "制发文书",
    "casework.void_document": "作废文书",
    "exchange.view": "查看导入批次",
    "registry.view": "查看监管对象",
    "registry.import": "导入监管对象",
    "registry.undo_import": "撤销导入",
    "registry.edit": "更正监管对象",
    "registry.export": "导出监管对象",
    "registry.reindex": "更新检索",
    "catalog.view": "查看监管事项",
    "catalog.edit": "编制监管事项",
    "catalog.import": "导入监管事项",
    "catalog.review": "审核发布监管事项",
    "catalog.attach_checklist": "关联检查表",
    "scenarios.view": "查看一件事",
    "scenarios.edit": "编制一件事",
    "scenarios.review": "审核启用、停用一件事",
    "duties.view": "查看职责",
    "duties.edit": "填报职责意见、登记划转和委托",
    "duties.settle": "维护职责矩阵、协调职责",
    "duties.review": "公布划转和委托",
    "key_items.view": "查看重点事项",
    "key_items.edit": "提出、评分和复核重点事项",
    "key_items.review": "审核公布、移出重点事项",
    "handbooks.view": "查看合规手册",
    "handbooks.edit": "编制合规手册",
    "handbooks.review": "审核发布、停用合规手册",
    "plans.view": "查看年度计划",
    "plans.edit": "编制、变更年度计划",
    "plans.submit": "批准、报送和公布年度计划",
    "plans.review": "备案和审核年度计划",
    "planning.view": "查看计划与抽取",
    "planning.enter_demand": "编制检查需求",
    "planning.submit_demand": "提交检查需求",
    "planning.coordinate": "组织联合抽取",
    "planning.hold_nonce": "代表本机关参与抽取",
    "planning.audit": "监督联合抽取",
    "inspections.view": "查看联合检查",
    "inspections.prepare": "准备联合检查",
    "inspections.approve": "批准联合检查",
    "inspections.enter": "入企登记",
    "inspections.enter_result": "录入检查结果",
    "inspections.review": "审核检查结果",
    "inspections.publish": "公示检查结果",
    "inspections.export": "导出联合检查",
}

AREA_LABELS: Mapping[str, str] = {
    "org": "机构人员",
    "rulebook": "规则库",
    "ledger": "存证",
    "casework": "待办",
    "exchange": "数据导入",
    "registry": "监管对象",
    "catalog": "监管事项",
    "scenarios": "一件事",
    "duties": "职责",
    "key_items": "重点事项",
    "handbooks": "合规手册",
    "plans": "年度计划",
    "planning": "计划与抽取",
    "inspections": "联合检查",
}
"""What the first part of a capability is about."""
