from django.db.models import TextChoices


class RegionLevel(TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县（市、区）"
    TOWNSHIP = "township", "乡镇（街道）"


class UserKind(TextChoices):
    OFFICIAL = "official", "工作人员"
    ENTERPRISE = "enterprise", "企业用户"
    OPERATOR = "operator", "运维员"


class Role(TextChoices):
    """What a post lets its holder do; the capabilities are in roles.py."""

    OPERATOR = "operator", "运维员"
    COORDINATOR = "coordinator", "统筹"
    HANDLER = "handler", "经办"
    REVIEWER = "reviewer", "审核"
    HEAD = "head", "负责人"
    INSPECTOR = "inspector", "执法人员"
    AUDITOR = "auditor", "监督"


class SuccessionKind(TextChoices):
    MERGE = "merge", "合并"
    SPLIT = "split", "分立"
