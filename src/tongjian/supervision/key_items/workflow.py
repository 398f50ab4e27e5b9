"""The states of a key item's version."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.key_items.choices import VersionState as S

VERSION_WORKFLOW = Workflow(
    Transition("score", frozenset({S.DRAFT}), S.DRAFT, "评分"),
    Transition("submit", frozenset({S.DRAFT}), S.REVIEW, "提交审核"),
    Transition("return", frozenset({S.REVIEW}), S.DRAFT, "退回修改"),
    Transition("publish", frozenset({S.REVIEW}), S.PUBLISHED, "公布"),
    Transition("review", frozenset({S.PUBLISHED}), S.PUBLISHED, "年度复核"),
    Transition("propose_removal", frozenset({S.PUBLISHED}), S.REMOVAL, "提出移出"),
    Transition("refuse_removal", frozenset({S.REMOVAL}), S.PUBLISHED, "不同意移出"),
    Transition("remove", frozenset({S.REMOVAL}), S.REMOVED, "移出"),
)
