"""Items as open data, one row each."""

from tongjian.doors.portal.data.columns import DataColumn as Column
from tongjian.supervision.catalog.columns import shown_as
from tongjian.supervision.catalog.models import ItemVersion


def _main_code(version: ItemVersion) -> str:
    """Empty where the public does not see the main item."""
    main = version.item.main
    return main.code if main and getattr(version, "main_is_public", True) else ""


COLUMNS: tuple[Column[ItemVersion], ...] = (
    Column("code", "事项编码", lambda version: version.item.code, "本系统的编码，不变，也不会再给别的事项"),
    Column("national_code", "监管事项目录编码", lambda version: version.item.national_code,
           "全国监管事项目录的 14 位编码；没有的为空"),
    Column("department", "部门", lambda version: version.item.agency_kind.title,
           "由哪个部门检查（部门类别，不是某一个机关）"),
    Column("name", "事项名称", lambda version: version.item.name, "主项的名称"),
    Column("sub_name", "子项", lambda version: version.item.sub_name, "子项的名称；没有分子项的为空"),
    Column("legal_basis", "检查依据", lambda version: version.legal_basis, "法律、法规、规章的名称和条款，原文"),
    Column("subject", "检查主体", lambda version: version.subject, "由哪一级的什么机关实施"),
    Column("object_kind", "检查对象", lambda version: version.object_kind, "检查谁，原文"),
    Column("ratio_text", "抽查比例", lambda version: version.ratio_text, "每年抽查的比例，原文"),
    Column("frequency_text", "抽查频次", lambda version: version.frequency_text, "多久检查一次、最多几次，原文"),
    Column("method", "检查方式", lambda version: version.method, "现场检查、书面检查、网络检查等"),
    Column("officer_requirement", "检查人员要求", lambda version: version.officer_requirement,
           "检查人员应当具备的资格"),
    Column("note", "备注", lambda version: version.note, "编制部门的说明"),
    Column("main", "所属主项编码", _main_code, "本清单中主项的事项编码；没有或者不公开的为空"),
    Column("level", "编制层级", lambda version: version.item.get_level_display(),
           "省、市、县；空为没有定级，到处适用"),
    Column("region", "编制区划代码", lambda version: version.item.region_id or "", "编制地方的 6 位区划代码"),
    Column("object_category", "监管对象类别", lambda version: version.object_category, "企业、个体工商户等"),
    Column("supervision_form", "监管形式", lambda version: version.supervision_form, "日常监管、双随机抽查等"),
    Column("supervision_level", "监管层级", lambda version: version.supervision_level, "哪几级实施"),
    Column("process", "监管流程", lambda version: version.process, "从制定计划到后续处置的步骤"),
    Column("outcome", "监管结果", lambda version: version.outcome, "可能的处理结果"),
    Column("apply_scope", "适用范围", lambda version: shown_as("apply_scope", version.apply_scope),
           "全省、地市、区县；空为不限"),
    Column("industries", "适用行业", lambda version: version.industries,
           "国民经济行业分类（GB/T 4754）代码，多个用英文分号分开；空为没有注明"),
    Column("standard", "检查标准", lambda version: version.standard, "合格与否按什么判断"),
    Column("materials", "检查材料", lambda version: version.materials, "需要准备哪些材料"),
    Column("checklist", "检查表号", lambda version: version.checklist.code if version.checklist else "",
           "与“检查表”数据的表号对应；没有的为空"),
    Column("version", "版本", lambda version: version.number, "第几版，整数"),
    Column("valid_from", "生效日期", lambda version: version.valid_from, "ISO 8601 日期，这一天起有效"),
    Column("valid_until", "失效日期（不含）", lambda version: version.valid_until,
           "ISO 8601 日期，这一天起失效；一直有效的 CSV 为空、JSON 为 null"),
)  # fmt: skip
