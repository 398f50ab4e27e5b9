"""The fields a file may bring, their Chinese names, and the heads under which departments send them."""

from collections.abc import Mapping, Sequence

from tongjian.foundation.exchange.reading import propose_mapping
from tongjian.foundation.kernel.errors import RuleViolated

SYNONYMS: Mapping[str, Sequence[str]] = {
    "name": (
        "企业名称", "名称", "单位名称", "主体名称", "市场主体名称", "经营主体名称", "企业名", "公司名称", "机构名称",
        "监管对象", "监管对象名称", "检查对象", "检查对象名称", "被检查对象", "商户名称", "字号名称",
        "组织名称", "name",
    ),
    "uscc": (
        "统一社会信用代码", "社会信用代码", "统一信用代码", "信用代码", "USCC", "统一代码", "统一社会信用代码/注册号",
        "信用代码证号", "社会统一信用代码", "证照号码", "监管对象编码", "主体代码",
    ),
    "registration": ("注册号", "工商注册号", "营业执照注册号", "营业执照号", "登记注册号", "登记证号"),
    "other_number": ("其他编号", "组织机构代码", "机构代码", "编号", "主体编号", "许可证号", "许可证编号"),
    "established_on": ("注册日期", "成立日期", "登记日期", "设立日期", "开业日期", "成立时间", "注册时间", "核准日期"),
    "organisation_type": ("企业类型", "主体类型", "市场主体类型", "登记类型", "单位类型", "经济性质", "类型"),
    "registered_capital": ("注册资金", "注册资本", "注册资本(金)", "出资额", "资金数额"),
    "business_scope": ("经营范围", "业务范围", "主营业务", "经营项目", "许可范围"),
    "province": ("所在省份", "省份", "所属省份", "省"),
    "region": (
        "所属区县", "所在区县", "区县", "县区", "县(市、区)", "县市区", "行政区划", "行政区划代码", "所属区划",
        "所在区划", "区划", "所属地区", "所在地区", "地区", "所在市县", "所属市", "所在市", "地市", "城市", "辖区",
    ),
    "address": (
        "注册地址", "住所", "经营地址", "地址", "企业地址", "单位地址", "住所地", "经营场所", "主要经营场所",
        "详细地址", "生产经营地址", "所在地",
    ),
    "status": ("状态", "登记状态", "经营状态", "企业状态", "主体状态", "存续状态"),
    "object_kind": ("对象类别", "监管对象类别", "对象类型", "监管对象类型"),
    "representative": (
        "法定代表人标识", "负责人标识", "法人标识", "法定代表人证件号", "法定代表人证件号码", "法定代表人身份证号",
        "负责人证件号", "负责人证件号码", "经营者证件号码",
    ),
    "industry": ("行业", "所属行业", "行业类别", "行业代码", "行业门类", "国民经济行业", "国标行业"),
}  # fmt: skip
FIELDS: Sequence[str] = tuple(SYNONYMS)
LABELS: Mapping[str, str] = {
    "name": "名称",
    "uscc": "统一社会信用代码",
    "registration": "注册号（15 位）",
    "other_number": "其他编号",
    "established_on": "成立日期",
    "organisation_type": "主体类型",
    "registered_capital": "注册资本",
    "business_scope": "经营范围",
    "province": "所在省份",
    "region": "所在市县",
    "address": "住所（经营地址）",
    "status": "状态",
    "industry": "行业",
    "object_kind": "对象类别",
    "representative": "法定代表人证件号或标识（只留不可逆标识）",
}
IDENTIFIERS = ("uscc", "registration", "other_number")


def propose(header: Sequence[str]) -> dict[str, str]:
    """Field → column, as far as the heads tell. For a person to correct."""
    return propose_mapping(header, SYNONYMS)


def check_mapping(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """The mapping without empty choices. Raises RuleViolated when it has no name or no identifier, names a field that
    does not exist, or uses one column for two fields."""
    chosen = {field: column for field, column in mapping.items() if column}
    if unknown := sorted(set(chosen) - set(FIELDS)):
        raise RuleViolated("field_unknown", f"没有这些字段：{'、'.join(unknown)}。")
    if "name" not in chosen or not any(field in chosen for field in IDENTIFIERS):
        heads = "、".join(header[:12]) + ("…" if len(header) > 12 else "")
        raise RuleViolated(
            "columns_unknown",
            "认不出必需的列：需要“名称”，以及“统一社会信用代码”“注册号”“其他编号”中的至少一列。"
            f"文件的表头是：{heads}。请改表头，或在导入页面指定哪一列是什么。",
        )
    twice = sorted({column for column in chosen.values() if list(chosen.values()).count(column) > 1})
    if twice:
        raise RuleViolated("column_used_twice", f"同一列不能对应两个字段：{'、'.join(twice)}。")
    return chosen
