"""The states of a handbook's edition."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.handbooks.choices import EditionState as S

EDITION_WORKFLOW = Workflow(
    Transition("submit", frozenset({S.DRAFT}), S.REVIEW, "提交审核"),
    Transition("return", frozenset({S.REVIEW}), S.DRAFT, "退回修改"),
    Transition("publish", frozenset({S.REVIEW}), S.PUBLISHED, "发布"),
    Transition("stop", frozenset({S.PUBLISHED}), S.STOPPED, "停用"),
)
