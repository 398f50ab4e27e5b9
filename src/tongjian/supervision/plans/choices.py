from django.db.models import TextChoices

from tongjian.pure.planner.consolidating import ProposalKind


class PlanKind(TextChoices):
    ANNUAL = "annual", "年度计划"
    CAMPAIGN = "campaign", "专项检查计划"


class PlanState(TextChoices):
    DRAFT = "draft", "编制中"
    REVIEW = "review", "待部门审核"
    SUBMITTED = "submitted", "待备案"
    FILED = "filed", "已备案"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已作废"


class LineState(TextChoices):
    """Of one version of a line. Lines of a plan that is not published yet are drafts."""

    DRAFT = "draft", "编制中"
    PROPOSED = "proposed", "变更待审核"
    IN_FORCE = "in_force", "执行中"
    SUPERSEDED = "superseded", "已变更"
    CANCELLED = "cancelled", "已取消"
    REFUSED = "refused", "变更未通过"


class Change(TextChoices):
    """What a version of a line does to the plan during the year; empty for the lines it was published with."""

    ADD = "add", "增加"
    AMEND = "amend", "变更"
    CANCEL = "cancel", "取消"


class Way(TextChoices):
    ON_SITE = "on_site", "现场检查"
    OFF_SITE = "off_site", "非现场检查"


PROPOSALS = (
    (ProposalKind.MERGE.value, "合并"),
    (ProposalKind.ONLINE.value, "线上"),
    (ProposalKind.CHANGE.value, "变更"),
    (ProposalKind.CANCEL.value, "取消"),
)
"""The four of 撮合 (domain.md §5.5)."""


class RoundState(TextChoices):
    OPEN = "open", "办理中"
    SETTLED = "settled", "已办结"
    PUBLISHED = "published", "已公布"


class ProposalState(TextChoices):
    ASKED = "asked", "征求意见"
    ADOPTED = "adopted", "已采纳"
    DROPPED = "dropped", "未采纳"


class Answered(TextChoices):
    AGREE = "agree", "同意"
    REFUSE = "refuse", "不同意"
