"""The states of a scenario's version."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.scenarios.choices import VersionState as S

VERSION_WORKFLOW = Workflow(
    Transition("submit", frozenset({S.DRAFT}), S.REVIEW, "提交审核"),
    Transition("return", frozenset({S.REVIEW}), S.DRAFT, "退回修改"),
    Transition("publish", frozenset({S.REVIEW}), S.PUBLISHED, "启用"),
    Transition("stop", frozenset({S.PUBLISHED}), S.STOPPED, "停用"),
)
