"""Fields of the two files, the heads they go by, and which a file must have."""

from collections.abc import Mapping, Sequence

from tongjian.foundation.exchange.reading import propose_mapping
from tongjian.foundation.kernel.errors import RuleViolated

ITEM_FIELDS: Mapping[str, Sequence[str]] = {
    "national_code": ("监管事项目录编码", "目录编码", "事项编码", "监管事项编码", "国家编码"),
    "department": ("部门", "职能部门", "监管部门", "部门名称", "实施部门", "责任部门"),
    "name": (
        "抽查事项名称",
        "监管事项",
        "事项名称",
        "检查事项",
        "抽查事项",
        "检查事项名称",
        "监管事项名称",
        "主项名称",
    ),
    "sub_name": ("抽查子项", "监管子项", "子项名称", "检查子项", "子项"),
    "legal_basis": ("抽查依据", "检查依据", "设定依据", "法律依据", "依据"),
    "subject": ("抽查主体", "检查主体", "实施主体", "监管主体"),
    "object_kind": ("抽查对象", "检查对象", "监管对象"),
    "ratio_text": ("抽查比例", "检查比例", "比例"),
    "frequency_text": ("抽查频次", "检查频次", "频次", "频次上限"),
    "method": ("抽查方式", "检查方式", "监管方式", "方式"),
    "officer_requirement": ("检查人员要求", "人员要求"),
    "note": ("备注", "说明"),
}
CHECKLIST_FIELDS: Mapping[str, Sequence[str]] = {
    "code": ("表号", "检查表号", "检查表编号", "表编号"),
    "name": ("表名", "检查表名称", "检查表", "表名称"),
    "number": ("序号", "要点序号", "编号"),
    "content": ("检查内容", "检查要点", "检查项", "内容"),
    "method": ("操作方法与要领", "操作方法", "检查方法", "方法", "要领"),
}
REQUIRED = {"department", "name", "code", "number", "content"}
TEXTS = (
    "object_kind", "legal_basis", "subject", "ratio_text", "frequency_text", "method", "officer_requirement", "note",
)  # fmt: skip
"""What a version says, besides what the item is called."""
LABELS = {
    "national_code": "目录编码",
    "department": "部门",
    "name": "名称",
    "sub_name": "子项",
    "legal_basis": "检查依据",
    "subject": "检查主体",
    "object_kind": "检查对象",
    "ratio_text": "抽查比例",
    "frequency_text": "抽查频次",
    "method": "方式方法",
    "officer_requirement": "检查人员要求",
    "note": "备注",
    "code": "表号",
    "number": "序号",
    "content": "检查内容",
}


def propose(header: Sequence[str], fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return propose_mapping(header, fields)


def check_mapping(mapping: Mapping[str, str], fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The mapping without empty choices. Raises RuleViolated when a required field has no column, a field is unknown,
    or one column serves two fields."""
    chosen = {field: column for field, column in mapping.items() if column}
    if unknown := sorted(set(chosen) - set(fields)):
        raise RuleViolated("field_unknown", f"没有这些字段：{'、'.join(unknown)}。")
    if missing := [LABELS[field] for field in fields if field in REQUIRED - set(chosen)]:
        raise RuleViolated("columns_missing", f"表头里找不到：{'、'.join(missing)}。请在预览中指定对应的列。")
    if len(set(chosen.values())) != len(chosen):
        raise RuleViolated("column_twice", "同一列不能对应两个字段。")
    return chosen
