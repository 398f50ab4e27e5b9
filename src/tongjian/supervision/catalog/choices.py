from django.db.models import TextChoices

POST_PERMIT = "post_permit_check"
"""The dictionary 证后监督类别: `<field>.post` stands for every `<field>.routine` of the same year."""


class VersionState(TextChoices):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审核"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已废止"


class Secrecy(TextChoices):
    """公开属性：what is 不公开 is kept and used, and never leaves on the portal, through keys or as open data."""

    PUBLIC = "", "公开"
    RESTRICTED = "restricted", "不公开"


class CheckForm(TextChoices):
    """检查形式 of the national data standard; the check points follow from it."""

    UNSAID = "", "未区分"
    ROUTINE = "01", "日常检查"
    SPECIAL = "02", "专项检查"


class Choice(TextChoices):
    """What a place makes of an item from above."""

    ADOPT = "adopt", "领用"
    DECLINE = "decline", "不领用"


class AdoptionState(TextChoices):
    REVIEW = "review", "待审核"
    PUBLISHED = "published", "已公布"
    RETURNED = "returned", "已退回"
    ENDED = "ended", "已终止"


class AdjustmentState(TextChoices):
    OPEN = "open", "待处理"
    ADJUSTED = "adjusted", "已调整"
    RETIRED = "retired", "已废止"
    KEPT = "kept", "不需调整"


class CapState(TextChoices):
    REVIEW = "review", "待审核"
    PUBLISHED = "published", "已公布"
    RETURNED = "returned", "已退回"
    ENDED = "ended", "已终止"
