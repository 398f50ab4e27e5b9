from django.db.models import TextChoices


class Trigger(TextChoices):
    """Why several items are one matter (晋政办发〔2023〕39号 第6项)."""

    SAME_KIND = "same_kind", "同一区域、同一类监管对象，多个部门监管"
    SAME_DEPARTMENT = "same_department", "同一部门跨领域监管同一类监管对象"


class VersionState(TextChoices):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审核"
    PUBLISHED = "published", "已启用"
    SUPERSEDED = "superseded", "已换新版"
    STOPPED = "stopped", "已停用"
