from django.db.models import TextChoices


class Chapter(TextChoices):
    """The five parts every handbook has, in this order (晋政办发〔2023〕39号 第9项)."""

    SUBJECT = "subject", "主体资格"
    BUSINESS = "business", "业务经营"
    SYSTEM = "system", "制度管理"
    PREMISES = "premises", "场所要求"
    STAFF = "staff", "从业人员"


class EditionState(TextChoices):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审核"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已换新版"
    STOPPED = "stopped", "已停用"
