"""The fields a file may bring, their Chinese names, and the heads under which departments send them."""

from collections.abc import Mapping, Sequence

from tongjian.foundation.exchange.reading import propose_mapping
from tongjian.foundation.kernel.errors import RuleViolated

ITEM_SYNONYMS: Mapping[str, Sequence[str]] = {
    "department": (
        "部门", "监管部门", "部门名称", "牵头部门", "所属部门", "主管部门", "实施部门", "行业主管部门", "所属领域",
    ),
    "department_code": ("部门代码", "部门类别代码", "部门编码"),
    "number": ("编号", "序号", "事项编号", "事项编码", "事项序号"),
    "national_code": (
        "监管事项目录编码", "目录编码", "监管事项编码", "监管事项目录代码", "国家目录编码", "互联网+监管事项编码",
    ),
    "name": (
        "抽查事项名称", "事项名称", "抽查事项", "检查事项名称", "检查事项", "监管事项名称", "监管事项", "抽查类别",
        "事项主项名称", "主项名称",
    ),
    "sub_name": ("抽查子项", "子项", "子项名称", "抽查子项名称", "检查子项", "监管事项子项", "事项子项名称"),
    "legal_basis": ("抽查依据", "检查依据", "法律依据", "设定依据", "监管依据", "实施依据", "依据"),
    "subject": ("抽查主体", "检查主体", "实施主体", "监管主体", "检查机关"),
    "object_kind": ("抽查对象", "检查对象", "监管对象", "被检查对象"),
    "ratio_text": ("抽查比例", "检查比例", "比例"),
    "frequency_text": ("抽查频次", "检查频次", "抽查频率", "频次"),
    "method": ("抽查方式", "检查方式", "监管方式", "检查方法"),
    "officer_requirement": ("检查人员要求", "人员要求", "执法人员要求", "检查人员资格"),
    "note": ("备注", "说明", "备注说明"),
    "checklist": ("检查表号", "表号", "检查表编号", "检查表", "记录表编号"),
    "main_code": ("主项编码", "所属主项编码", "主项目录编码"),
    "region_code": ("编制区划代码", "编制区划"),
    "level": ("编制层级",),
    "duty_code": ("职能部门编码", "职能部门代码"),
    "line_code": ("业务条线编码", "业务条线"),
    "power_code": ("对应权力事项编码", "权力事项编码", "子项权力编码"),
    "permit_type": ("对应许可事项类型", "许可事项类型"),
    "permit_name": ("对应许可事项名称", "许可事项名称"),
    "object_category": ("监管对象类别", "检查对象类别"),
    "supervision_form": ("监管形式",),
    "supervision_level": ("监管层级",),
    "process": ("监管流程", "检查程序"),
    "outcome": ("监管结果",),
    "apply_scope": ("适用范围",),
    "implementation_codes": ("检查实施清单编码", "检查实施清单编号", "实施清单编码"),
    "check_form": ("检查形式",),
    "check_category": ("检查类别",),
    "standard": ("检查标准", "判定标准"),
    "materials": ("检查材料", "所需材料"),
    "industries": ("适用行业", "行业范围", "行业代码"),
    "secrecy": ("公开属性", "是否公开"),
    "post_permit": ("证后监督类别",),
}  # fmt: skip
ITEM_LABELS: Mapping[str, str] = {
    "department": "部门",
    "department_code": "部门代码",
    "number": "编号",
    "national_code": "监管事项目录编码",
    "name": "抽查事项名称",
    "sub_name": "抽查子项",
    "legal_basis": "抽查依据",
    "subject": "抽查主体",
    "object_kind": "抽查对象",
    "ratio_text": "抽查比例",
    "frequency_text": "抽查频次",
    "method": "抽查方式",
    "officer_requirement": "检查人员要求",
    "note": "备注",
    "checklist": "检查表号",
    "main_code": "主项编码",
    "region_code": "编制区划代码",
    "level": "编制层级",
    "duty_code": "职能部门编码",
    "line_code": "业务条线编码",
    "power_code": "对应权力事项编码",
    "permit_type": "对应许可事项类型",
    "permit_name": "对应许可事项名称",
    "object_category": "监管对象类别",
    "supervision_form": "监管形式",
    "supervision_level": "监管层级",
    "process": "监管流程",
    "outcome": "监管结果",
    "apply_scope": "适用范围",
    "implementation_codes": "检查实施清单编码",
    "check_form": "检查形式",
    "check_category": "检查类别",
    "standard": "检查标准",
    "materials": "检查材料",
    "industries": "适用行业",
    "secrecy": "公开属性",
    "post_permit": "证后监督类别",
}
TEXT_FIELDS = (
    "object_kind", "legal_basis", "subject", "ratio_text", "frequency_text", "method", "officer_requirement", "note",
    "duty_code", "line_code", "power_code", "permit_type", "permit_name", "object_category", "supervision_form",
    "supervision_level", "process", "outcome", "apply_scope", "implementation_codes", "check_form", "check_category",
    "standard", "materials", "industries", "secrecy", "post_permit",
)  # fmt: skip
"""What a version says besides its checklist."""
CHECKLIST_SYNONYMS: Mapping[str, Sequence[str]] = {
    "code": ("表号", "检查表号", "检查表编号", "记录表编号", "表编号", "编号"),
    "name": ("表名", "检查表名称", "表名称", "检查表", "记录表名称", "名称"),
    "number": ("序号", "要点序号", "检查项序号", "项号"),
    "content": ("检查内容", "检查要点", "检查项目", "要点", "内容", "检查项"),
    "method": ("操作方法与要领", "操作方法", "检查方法", "检查方法与要领", "操作要领", "检查要领"),
}
CHECKLIST_LABELS: Mapping[str, str] = {
    "code": "表号",
    "name": "表名",
    "number": "序号",
    "content": "检查内容",
    "method": "操作方法与要领",
}


def propose_item_columns(header: Sequence[str]) -> dict[str, str]:
    """Field → column, as far as the heads tell. For a person to correct."""
    return propose_mapping(header, ITEM_SYNONYMS)


def propose_checklist_columns(header: Sequence[str]) -> dict[str, str]:
    return propose_mapping(header, CHECKLIST_SYNONYMS)


def check_item_mapping(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """Without empty choices. Raises RuleViolated when name or department is not among the columns."""
    chosen = chosen_of(mapping, ITEM_LABELS)
    if "name" not in chosen or not ("department" in chosen or "department_code" in chosen):
        raise columns_unknown("“抽查事项名称”以及“部门”或“部门代码”", header)
    return chosen


def check_checklist_mapping(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """Without empty choices. Raises RuleViolated when a column other than the method is missing."""
    chosen = chosen_of(mapping, CHECKLIST_LABELS)
    if missing := [label for field, label in CHECKLIST_LABELS.items() if field != "method" and field not in chosen]:
        raise columns_unknown("".join(f"“{label}”" for label in missing), header)
    return chosen


def chosen_of(mapping: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """Without empty choices. Raises RuleViolated for a field that is not there and a column used twice."""
    chosen = {field: column for field, column in mapping.items() if column}
    if unknown := sorted(set(chosen) - set(labels)):
        raise RuleViolated("field_unknown", f"没有这些字段：{'、'.join(unknown)}。")
    columns = list(chosen.values())
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        raise RuleViolated("column_used_twice", f"同一列不能对应两个字段：{'、'.join(twice)}。")
    return chosen


def columns_unknown(wanted: str, header: Sequence[str]) -> RuleViolated:
    heads = "、".join(header[:12]) + ("…" if len(header) > 12 else "")
    return RuleViolated(
        "columns_unknown",
        f"认不出必需的列：需要{wanted}。文件的表头是：{heads}。请改表头，或在导入页面指定哪一列是什么。",
    )
