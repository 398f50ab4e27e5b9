from django.db.models import TextChoices

AREA = "key_area"
"""The dictionary of areas: the eight of 晋政办发〔2023〕39号第2条 and whatever was added."""
CRITERION = "key_criterion"
"""The dictionary of what a key item is scored by."""


class VersionState(TextChoices):
    """`REMOVAL` is still in force: somebody proposed to take it off the list, nobody agreed yet."""

    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审核"
    PUBLISHED = "published", "已公布"
    REMOVAL = "removal", "拟移出"
    SUPERSEDED = "superseded", "已换新版"
    REMOVED = "removed", "已移出"


class ReviewOutcome(TextChoices):
    """What the yearly review comes to."""

    KEEP = "keep", "保留"
    CHANGE = "change", "调整"
    REMOVE = "remove", "移出"
